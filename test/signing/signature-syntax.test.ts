import { describe, expect, it } from "vitest";
import { parseSignature, writeSignature, type Syntax } from "../../src/signing/signature-syntax.ts";

const STRIPE: Syntax = { itemSeparator: ",", keySeparator: "=", key: "v1" };
const STANDARD: Syntax = { itemSeparator: " ", keySeparator: ",", key: "v1" };
const GITHUB: Syntax = { prefix: "sha256=" };

describe("parseSignature", () => {
  it.each([
    ["a bare value", "abc", {}, ["abc"]],
    ["a prefix", "sha256=abc", GITHUB, ["abc"]],
    ["a list", "t=1,v1=a,v0=b,v1=c", STRIPE, ["a", "c"]],
    ["space around items", "t=1, v1=a ,\tv1=c", STRIPE, ["a", "c"]],
    ["the separator inside a value", "v1,YQ== v1,YWI=", STANDARD, ["YQ==", "YWI="]],
    ["key separators inside a value", "v1=a=b", STRIPE, ["a=b"]],
    ["a list without keys", "a, b", { itemSeparator: "," }, ["a", "b"]],
    ["a prefix in items", "v1=x:a,v1=b", { ...STRIPE, prefix: "x:" }, ["a"]],
  ] as const)("reads %s", (_, value, syntax, signatures) => {
    expect(parseSignature(value, syntax)).toMatchObject({ ok: true, value: { signatures } });
  });

  it.each([
    ["another prefix", "sha1=abc", GITHUB],
    ["the prefix in another case", "SHA256=abc", GITHUB],
    ["only the prefix", "sha256=", GITHUB],
    ["no item of the key", "t=1,v0=a", STRIPE],
    ["items without a key", "abc", STRIPE],
    ["an empty item of the key", "v1=", STRIPE],
    ["separators only", ",,,", STRIPE],
    ["more items than any rotation needs", Array(21).fill("v1=a").join(","), STRIPE],
  ] as const)("refuses %s", (_, value, syntax) => {
    expect(parseSignature(value, syntax)).toMatchObject({ ok: false, step: "signature" });
  });

  it("keeps every value of the other keys", () => {
    const parsed = parseSignature("t=1,t=2,v1=a", STRIPE);

    expect(parsed.ok && parsed.value.fields.get("t")).toEqual(["1", "2"]);
  });

  it("shows only the start of what was seen", () => {
    const parsed = parseSignature(`sha1=${"f".repeat(40)}`, GITHUB);

    expect(parsed).toMatchObject({ seen: "sha1=fffffff... (45 characters)" });
  });
});

describe("writeSignature", () => {
  it.each([
    ["abc", {}, [], "abc"],
    ["abc", GITHUB, [], "sha256=abc"],
    ["abc", STRIPE, [["t", "1"]], "t=1,v1=abc"],
    ["abc", STANDARD, [], "v1,abc"],
  ] as const)("writes %j by %j", (signature, syntax, fields, value) => {
    expect(writeSignature(signature, syntax, fields)).toBe(value);
    expect(parseSignature(value, syntax)).toMatchObject({ value: { signatures: [signature] } });
  });
});
