import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { placeOfJsonError } from "../../src/settings/json-error-place.ts";
import { propertyRuns } from "../property-runs.ts";

describe("placeOfJsonError", () => {
  it.each([
    ["", 1, 1, "a value"],
    ['{\n  "hooks": [\n    { "id": "a" },\n  ]\n}', 4, 3, "a value"],
    ['{"a": 1,}', 1, 9, 'a "name" (is there a comma too many?)'],
    ['{"a" 1}', 1, 6, "a colon"],
    ['{"a": 1 "b": 2}', 1, 9, "a comma or the closing bracket"],
    ["{a: 1}", 1, 2, 'a "name" or }'],
    ["[1, 2", 1, 6, "a comma or the closing bracket"],
    ["[1] [2]", 1, 5, "the end of the file"],
    ["[01]", 1, 3, "a comma or the closing bracket"],
    ["{'a': 1}", 1, 2, 'a "name" or }'],
    ['["a\nb"]', 1, 4, 'the closing " of the text'],
    ['["open', 1, 7, 'the closing " of the text'],
    [String.raw`["\x"]`, 1, 3, String.raw`an escape such as \n or \\`],
    ["// note\n{}", 1, 1, "a value"],
    ["[1}", 1, 3, "a comma or the closing bracket"],
    ["[]]", 1, 3, "the end of the file"],
    ["NaN", 1, 1, "a value"],
  ])("finds where %j breaks", (text, line, column, expected) => {
    expect(() => void JSON.parse(text)).toThrow(SyntaxError);
    expect(placeOfJsonError(text)).toEqual({ line, column, expected });
  });

  it("agrees with the engine: right texts are right to their end, damaged ones break earlier", () => {
    const damaged = fc
      .tuple(fc.json(), fc.nat(), fc.constantFrom(",", "}", "]", '"', ":", "x", ""))
      .map(([json, at, piece]) => {
        const cut = at % (json.length + 1);
        return json.slice(0, cut) + piece + json.slice(cut + 1);
      });

    fc.assert(
      fc.property(fc.oneof(fc.json(), damaged), (text) => {
        const { line, column, expected } = placeOfJsonError(text);
        const at = offsetOf(text, line, column);
        if (isJson(text)) {
          expect([at, expected]).toEqual([text.length, "the end of the file"]);
        } else {
          expect(at === text.length && expected === "the end of the file").toBe(false);
        }
      }),
      { numRuns: propertyRuns(2000) },
    );
  });

  it("takes a text of megabytes and a deep one", () => {
    const long = `["${"x".repeat(4_000_000)}",]`;
    const deep = "[".repeat(200_000);

    expect(placeOfJsonError(long).column).toBe(long.length);
    expect(placeOfJsonError(deep).column).toBe(deep.length + 1);
  });
});

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function offsetOf(text: string, line: number, column: number): number {
  const before = text.split("\n").slice(0, line - 1);
  return before.reduce((sum, { length }) => sum + length + 1, 0) + column - 1;
}
