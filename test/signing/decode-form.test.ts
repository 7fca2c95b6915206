import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formValues, queryOf } from "../../src/signing/decode-form.ts";

describe("formValues", () => {
  it.each([
    ["a=1&b=2&a=3", "a", ["1", "3"]],
    ["a=x+y%20z%2B", "a", ["x y z+"]],
    ["%61=1", "a", ["1"]],
    ["a", "a", [""]],
    ["a=b=c", "a", ["b=c"]],
    ["b=1", "a", []],
    ["", "a", []],
    ["b=%ff&a=1", "a", ["1"]],
  ])("reads %j", (text, name, values) => {
    expect(formValues(text, name)).toEqual(values);
  });

  it.each(["a=%ff", "a=%c0%af", "a=%", "a=%zz"])("refuses the badly encoded %j", (text) => {
    expect(formValues(text, "a")).toBeNull();
  });

  it("agrees with URLSearchParams on what that writes", () => {
    const name = fc.string({ minLength: 1, maxLength: 5, unit: "grapheme" });
    fc.assert(
      fc.property(fc.array(fc.tuple(name, fc.string({ unit: "grapheme" }))), (pairs) => {
        const written = new URLSearchParams(pairs);

        for (const [key] of pairs)
          expect(formValues(String(written), key)).toEqual(written.getAll(key));
      }),
    );
  });
});

describe("queryOf", () => {
  it.each([
    ["/hooks/x?a=1", "a=1"],
    ["https://a.example/x?a=1#b", "a=1"],
    ["/hooks/x?a=1?b", "a=1?b"],
    ["/hooks/x", ""],
  ])("takes the query of %j", (url, query) => {
    expect(queryOf(url)).toBe(query);
  });
});
