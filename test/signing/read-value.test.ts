import { describe, expect, it } from "vitest";
import { placeOf, readValues } from "../../src/signing/read-value.ts";
import type { ValueSource } from "../../src/core/settings/verifier.ts";

const open = (body: string | Uint8Array, url = "/hooks/x") =>
  readValues({ method: "POST", url, headers: [["x-a", "1"]], body: Buffer.from(body) });

describe("readValues", () => {
  it.each([
    [{ header: "X-A" }, "{}", "/", "1"],
    [{ json: "a.b" }, '{"a":{"b":"text"}}', "/", "text"],
    [{ json: "a" }, '{"a":1760000000000}', "/", "1760000000000"],
    [{ json: "a" }, '{"a":false}', "/", "false"],
    [{ query: "q" }, "", "/x?q=a%20b", "a b"],
    [{ form: "f" }, "f=a+b&g=2", "/", "a b"],
  ] as const)("reads %j", (source, body, url, value) => {
    expect(open(body, url).read(source, "content")).toEqual({ ok: true, value });
  });

  it.each([
    ["a field that is missing", { json: "b" }, '{"a":1}'],
    ["a field of the prototype", { json: "constructor.name" }, "{}"],
    ["an empty text", { json: "a" }, '{"a":""}'],
    ["null", { json: "a" }, '{"a":null}'],
    ["an object", { json: "a" }, '{"a":{}}'],
    ["a fraction", { json: "a" }, '{"a":1.5}'],
    ["a number that lost digits", { json: "a" }, '{"a":17600000000000000000}'],
    ["a body that is no JSON", { json: "a" }, "a=1"],
    ["a body that is no UTF-8", { json: "a" }, Buffer.from([0x7b, 0xff, 0x7d])],
    ["a repeated form field", { form: "a" }, "a=1&a=1"],
    ["a form that is no UTF-8", { form: "a" }, Buffer.from([0x61, 0x3d, 0xff])],
    ["a missing query parameter", { query: "a" }, ""],
  ] as ReadonlyArray<[string, ValueSource, string | Uint8Array]>)(
    "refuses %s",
    (_, source, body) => {
      expect(open(body).read(source, "content")).toMatchObject({ ok: false, step: "content" });
    },
  );

  it("refuses a repeated query parameter", () => {
    expect(open("", "/x?q=1&q=1").read({ query: "q" }, "signature")).toMatchObject({
      reason: "query parameter q is repeated",
    });
  });

  it("tells whether something stands there", () => {
    const reader = open('{"a":null}', "/x?q=");

    expect(reader.has({ json: "a" })).toBe(true);
    expect(reader.has({ json: "b" })).toBe(false);
    expect(reader.has({ query: "q" })).toBe(true);
    expect(reader.has({ query: "r" })).toBe(false);
    expect(reader.has({ header: "x-b" })).toBe(false);
  });
});

describe("placeOf", () => {
  it.each([
    [{ header: "X-A" }, "header x-a"],
    [{ json: "a.b" }, "body field a.b"],
    [{ query: "q" }, "query parameter q"],
    [{ form: "f" }, "form field f"],
  ] as const)("names %j", (source, words) => {
    expect(placeOf(source)).toBe(words);
  });
});
