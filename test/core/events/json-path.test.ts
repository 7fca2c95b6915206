import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readPath } from "../../../src/core/events/json-path.ts";

describe("readPath", () => {
  const payload = {
    issue: { title: "Crash", number: 42, labels: [{ name: "bug" }, { id: 2 }, { name: null }] },
    matrix: [[1, 2], [3]],
    mixed: [[1], { "*": 2 }, null],
    none: null,
    empty: [],
    "*": "a key of its own",
  };

  it.each([
    ["issue.title", "Crash"],
    ["issue.number", 42],
    ["issue.labels.0.name", "bug"],
    ["issue.labels.9.name", undefined],
    ["issue.labels.-1", undefined],
    ["issue.labels.00", undefined],
    ["issue.labels.*.name", ["bug", undefined, null]],
    ["matrix.*.*", [1, 2, 3]],
    ["matrix.*.0", [1, 3]],
    ["mixed.*.*", [1, undefined, undefined]],
    ["empty.*.name", []],
    ["issue.*", undefined],
    ["nothing.*.name", undefined],
    ["none", null],
    ["none.more", undefined],
    ["*", "a key of its own"],
    ["", undefined],
    ["issue.", undefined],
    ["issue.title.0", undefined],
    ["issue.labels.length", undefined],
  ])("reads %s", (path, expected) => {
    expect(readPath(payload, path)).toEqual(expected);
  });

  it("reads items of a top-level array", () => {
    expect(readPath([{ event: "open" }], "0.event")).toBe("open");
    expect(readPath([{ event: "open" }, { event: "click" }], "*.event")).toEqual(["open", "click"]);
  });

  it.each(["constructor", "__proto__", "toString", "hasOwnProperty", "issue.constructor.name"])(
    "does not reach the prototype through %s",
    (path) => {
      expect(readPath(payload, path)).toBeUndefined();
    },
  );

  it("reads __proto__ and constructor where the sender wrote them", () => {
    const own = JSON.parse('{"__proto__": {"a": 1}, "constructor": 2}') as unknown;

    expect(readPath(own, "__proto__.a")).toBe(1);
    expect(readPath(own, "constructor")).toBe(2);
  });

  it("never throws, whatever the value and the path", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.string({ unit: "grapheme" }), (value, path) => {
        readPath(value, path);
      }),
    );
  });

  it("finds every leaf of a value by its own path", () => {
    const key = fc.string({ minLength: 1 }).filter((text) => !/[.*]/.test(text));
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 6 }), (keys) => {
        const value = keys.reduceRight<unknown>((inner, name) => nest(name, inner), "leaf");

        expect(readPath(value, keys.join("."))).toBe("leaf");
      }),
    );
  });
});

function nest(key: string, value: unknown): unknown {
  return JSON.parse(`{${JSON.stringify(key)}: ${JSON.stringify(value)}}`);
}
