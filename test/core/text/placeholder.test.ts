import { describe, expect, it } from "vitest";
import { placeholderText } from "../../../src/core/text/placeholder.ts";

const context = {
  payload: { list: [{ a: 1 }, { a: "x" }] },
  event: null,
  entity: null,
  deliveryId: "dlv_1",
  headers: [],
  method: "POST",
  path: "/",
  names: { all: "list.*.a", toString: "list.0.a" },
};

describe("placeholderText", () => {
  it("joins the items of a short name's list", () => {
    expect(placeholderText("all", context)).toBe("1, x");
  });

  it("reads short names as own properties only", () => {
    expect(placeholderText("toString", context)).toBe("1");
    const names = Object.create({ inherited: "list.0.a" }) as Record<string, string>;
    expect(placeholderText("inherited", { ...context, names })).toBeNull();
  });

  it("finds nothing in a payload that is no object", () => {
    expect(placeholderText("a.b", { ...context, payload: null })).toBeNull();
    expect(placeholderText("length", { ...context, payload: "text" })).toBeNull();
  });
});
