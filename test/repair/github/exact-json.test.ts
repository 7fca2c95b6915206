import { describe, expect, it } from "vitest";
import { digitsOf, parseExact } from "../../../src/repair/github/exact-json.ts";

describe("parseExact", () => {
  it.each([
    '{"id":9007199254740993,"rate":1.0,"big":1e400,"tiny":-0}',
    '[1,"1",null,true,{"a":[]}]',
  ])("keeps %s as it came", (text) => {
    expect(JSON.stringify(parseExact(text))).toBe(text);
  });

  it("refuses what is no JSON", () => {
    expect(() => parseExact("{")).toThrow(SyntaxError);
  });
});

it.each([
  [parseExact("9007199254740993"), "9007199254740993"],
  [42, "42"],
  ["42", "42"],
  [parseExact("1.0"), null],
  [-1, null],
  ["../1", null],
  [{ digits: 1 }, null],
  [null, null],
  [undefined, null],
])("the digits of %j are %j", (value, digits) => {
  expect(digitsOf(value)).toBe(digits);
});
