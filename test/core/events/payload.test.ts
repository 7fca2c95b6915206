import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MAX_JSON_DEPTH, mediaTypeOf, parsePayload } from "../../../src/core/events/payload.ts";

const JSON_TYPE = "application/json";
const FORM_TYPE = "application/x-www-form-urlencoded";

function parse(text: string | Uint8Array, type = JSON_TYPE, shapes: string[] = ["object"]) {
  const body = typeof text === "string" ? Buffer.from(text) : text;
  const result = parsePayload(shapes as never, type, body);
  return result.ok ? result.payload : result.code;
}

describe("JSON", () => {
  it("reads what JSON.parse reads, whatever the strings hold", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 5 })), (value) => {
        const text = JSON.stringify(value);
        expect(parse(text)).toEqual(JSON.parse(text));
      }),
    );
  });

  it("never throws, whatever the bytes are", () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 300 }),
        fc.constantFrom(JSON_TYPE, FORM_TYPE),
        (bytes, type) => {
          expect(() => parse(bytes, type, ["object", "form_payload"])).not.toThrow();
        },
      ),
    );
  });

  it.each([
    ["nothing", ""],
    ["blanks", "  \n"],
    ["half an object", '{"a":'],
    ["a byte order mark", '\ufeff{"a":1}'],
    ["a trailing comma", '{"a":1,}'],
    ["two values", "{}{}"],
    ["a comment", "{}//"],
    ["NaN", '{"a":NaN}'],
    ["a raw control character", '{"a":"\u0001"}'],
  ])("refuses %s as invalid_json", (_, text) => {
    expect(parse(text)).toBe("invalid_json");
  });

  it.each([
    ["a bare byte", [0x7b, 0x22, 0x61, 0x22, 0x3a, 0x22, 0xff, 0x22, 0x7d]],
    ["an overlong slash", [0x7b, 0x22, 0xc0, 0xaf, 0x22, 0x3a, 0x31, 0x7d]],
    ["a surrogate", [0x7b, 0x22, 0xed, 0xa0, 0x80, 0x22, 0x3a, 0x31, 0x7d]],
    ["a cut character", [0x7b, 0x22, 0xe2, 0x82]],
    ["UTF-16", [0xff, 0xfe, 0x7b, 0x00, 0x7d, 0x00]],
  ])("refuses bytes that are no UTF-8: %s", (_, bytes) => {
    expect(parse(Uint8Array.from(bytes))).toBe("invalid_json");
  });

  it.each(["[]", "null", "1", '"text"', "true", "[{}]"])("wants an object, not %s", (text) => {
    expect(parse(text)).toBe("body_must_be_object");
  });

  it("takes an array where the source sends arrays", () => {
    expect(parse('[{"a":1}]', JSON_TYPE, ["object", "array"])).toEqual([{ a: 1 }]);
    expect(parse("null", JSON_TYPE, ["object", "array"])).toBe("body_must_be_object");
  });

  it("takes nesting up to the cap and not one level more", () => {
    const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`;

    expect(parse(nested(MAX_JSON_DEPTH))).toBeTypeOf("object");
    expect(parse(nested(MAX_JSON_DEPTH + 1))).toBe("invalid_json");
    expect(parse(`{"a":${"[".repeat(50_000)}`)).toBe("invalid_json");
  });

  it("counts no brackets inside strings, escaped quotes or not", () => {
    const brackets = "[{".repeat(100);

    expect(parse(JSON.stringify({ a: brackets, [brackets]: 1 }))).toBeTypeOf("object");
    expect(parse(`{"a":"\\"${brackets}","b":"\\\\"}`)).toBeTypeOf("object");
    expect(parse(`{"a":"\\\\","b":${"[".repeat(70)}${"]".repeat(70)}}`)).toBe("invalid_json");
  });

  it("keeps keys of the prototype as plain own keys, and the last of equal keys", () => {
    const value = parse('{"__proto__":{"x":1},"constructor":2,"a":1,"a":3}') as Record<
      string,
      unknown
    >;

    expect(Object.keys(value)).toEqual(["__proto__", "constructor", "a"]);
    expect(value["a"]).toBe(3);
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });
});

describe("forms", () => {
  const shapes = ["object", "form_payload"];
  const form = (payload: string): string => `payload=${encodeURIComponent(payload)}`;

  it("reads the JSON of the field payload", () => {
    expect(parse(form('{"a b":"é+&"}'), FORM_TYPE, shapes)).toEqual({ "a b": "é+&" });
    expect(parse("x=1&payload=%7B%22a%22%3A+1%7D&", FORM_TYPE, shapes)).toEqual({ a: 1 });
  });

  it.each([
    ["no payload", "other=1", "invalid_json"],
    ["an empty body", "", "invalid_json"],
    ["several payloads", "payload={}&payload={}", "invalid_json"],
    ["bytes that are no UTF-8", "payload=%7B%22a%22%3A%22%FF%22%7D", "invalid_json"],
    ["a broken escape", "payload=%7", "invalid_json"],
    ["an array", "payload=[]", "body_must_be_object"],
    ["too deep a payload", form(`{"a":${"[".repeat(90)}`), "invalid_json"],
  ])("refuses %s", (_, text, code) => {
    expect(parse(text, FORM_TYPE, shapes)).toBe(code);
  });

  it("gives the fields as they are where the source sends forms", () => {
    const value = parse("a=1&b=2&b=3&__proto__=x&c", FORM_TYPE, ["form"]) as object;

    expect(Object.entries(value)).toEqual([
      ["a", "1"],
      ["b", ["2", "3"]],
      ["__proto__", "x"],
      ["c", ""],
    ]);
  });
});

it.each([
  ["application/json", "application/json"],
  ["Application/JSON ; charset=utf-8", "application/json"],
  ["", ""],
])("reads the media type of %j", (header, type) => {
  expect(mediaTypeOf(header)).toBe(type);
});
