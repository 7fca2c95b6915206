import { expect, it } from "vitest";
import { openFields } from "../../../src/cli/import/fields.ts";

it("tells what is of another kind, and what nobody asked for, and nothing that says nothing", () => {
  const fields = openFields({
    name: "a",
    number: "5",
    list: ["a", 1],
    inner: { known: true, colour: 1 },
    odd: "text",
    none: null,
    empty: "",
    skipped: 1,
    extra: {},
    ...(JSON.parse('{"__proto__": 1}') as object),
  });
  const inner = fields.record("inner");
  const odd = fields.record("odd");
  fields.skip("skipped");

  expect([fields.text("name"), fields.number("number"), fields.texts("list")]).toEqual([
    "a",
    undefined,
    ["a"],
  ]);
  expect([
    inner.flag("known"),
    odd.text("x"),
    fields.text("constructor"),
    fields.has("none"),
  ]).toEqual([true, undefined, undefined, false]);
  expect(fields.leftOver()).toEqual([
    "odd is not an object: left out",
    "number is not a number: left out",
    "list holds more than texts: left out",
    "extra is not known here: left out",
    "__proto__ is not known here: left out",
    "inner.colour is not known here: left out",
  ]);
});

it("opens anything", () => {
  for (const value of [null, undefined, 5, "text", [1], new Map()])
    expect(openFields(value).text("length")).toBeUndefined();
});
