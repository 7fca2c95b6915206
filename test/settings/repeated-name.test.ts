import { expect, it } from "vitest";
import { placeOfRepeatedName } from "../../src/settings/repeated-name.ts";

it.each([
  ['{"a": 1, "a": 2}', { line: 1, column: 10 }],
  ['{"a": {\n  "b": 1,\n  "c": [], "b": 2}}', { line: 3, column: 12 }],
  ['{"a": [{"x": 1, "x": 1}]}', { line: 1, column: 17 }],
  [String.raw`{"a": 1, "\u0061": 2}`, { line: 1, column: 10 }],
  ['{"__proto__": 1, "__proto__": 2}', { line: 1, column: 18 }],
])("finds the second name in %s", (text, place) => {
  expect(placeOfRepeatedName(text)).toEqual(place);
});

it.each([
  '{"a": "a", "b": "a"}',
  '{"a": {"a": {"a": 1}}, "b": {"a": 1}}',
  '[{"a": 1}, {"a": 1}]',
  '["a", "a", {"a": ["a", "a"]}]',
  String.raw`{"a": "\", \"a\": ", "b": "}\\"}`,
  "{}",
])("finds none in %s", (text) => {
  expect(placeOfRepeatedName(text)).toBeNull();
});
