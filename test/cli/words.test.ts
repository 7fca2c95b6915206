import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { columns, fields } from "../../src/cli/terminal/columns.ts";
import { getPath, splitPath, withPath } from "../../src/core/settings/dotted-path.ts";
import { headersOfJson, parseHeaders } from "../../src/cli/verify/parse-headers.ts";
import { printable, printableLine } from "../../src/cli/terminal/printable.ts";
import { parseSpan, span } from "../../src/cli/terminal/when.ts";

describe("printable", () => {
  it("leaves nothing that a terminal acts on", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        // oxlint-disable-next-line no-control-regex -- control characters are what this is about
        expect(printable(text)).not.toMatch(/[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u202E]/);
      }),
    );
  });

  it("keeps words, newlines and tabs as they are", () => {
    expect(printable("Grüße\n\t日本 🎉")).toBe("Grüße\n\t日本 🎉");
    expect(printable("\u001B[31mred\u0007 \u202Eback")).toBe("\\x1b[31mred\\x07 \\u202eback");
  });

  it("makes one line of several, and cuts it", () => {
    expect(printableLine("a\nb\tc")).toBe("a b c");
    expect(printableLine("abcdef", 4)).toBe("abc…");
  });
});

describe("columns", () => {
  it("aligns by the widest cell and leaves no blanks at the end", () => {
    expect(
      columns([
        ["a", "bb", "c"],
        ["aaa", "b", ""],
      ]),
    ).toEqual(["a    bb  c", "aaa  b"]);
  });

  it("leaves out fields without a value", () => {
    expect(
      fields([
        ["a", "1"],
        ["b", null],
        ["cc", ""],
      ]),
    ).toEqual(["a  1"]);
  });
});

describe("spans", () => {
  it.each([
    [0, "0 ms"],
    [999, "999 ms"],
    [59_999, "59 s"],
    [60_000, "1 min"],
    [7_200_000, "2 h"],
    [47 * 3_600_000, "47 h"],
    [48 * 3_600_000, "2 d"],
  ])("%d ms reads %s", (ms, text) => expect(span(ms)).toBe(text));

  it.each([
    ["90s", 90_000],
    ["30m", 1_800_000],
    ["24h", 86_400_000],
    ["7d", 604_800_000],
    ["7", null],
    ["-1h", null],
    ["1 h", null],
    ["", null],
  ])("%j means %j ms", (text, ms) => expect(parseSpan(text)).toBe(ms));
});

describe("dotted paths", () => {
  it("reads what was written at the same path", () => {
    const key = fc.stringMatching(/^[a-z_]{1,8}$/);
    fc.assert(
      fc.property(fc.array(key, { minLength: 1, maxLength: 4 }), fc.jsonValue(), (keys, value) => {
        expect(getPath(withPath({}, keys, value), keys)).toEqual(value);
      }),
    );
  });

  it("leaves the object that it was given as it was", () => {
    const whole = { webhooks: { port: 1, host: "a" } };

    expect(withPath(whole, ["webhooks", "port"], undefined)).toEqual({ webhooks: { host: "a" } });
    expect(whole).toEqual({ webhooks: { port: 1, host: "a" } });
  });

  it("goes into lists, and appends at their end", () => {
    const whole = { targets: [{ name: "a" }] };

    expect(withPath(whole, ["targets", "0", "name"], "b")).toEqual({ targets: [{ name: "b" }] });
    expect(withPath(whole, ["targets", "1"], 2)).toEqual({ targets: [{ name: "a" }, 2] });
    expect(withPath(whole, ["targets", "0"], undefined)).toEqual({ targets: [] });
    expect(() => withPath(whole, ["targets", "3"], 2)).toThrow("no place in a list");
  });

  it.each(["", "a..b", "a b", "__proto__", "a.__proto__.b"])("refuses the path %j", (path) => {
    expect(() => splitPath(path)).toThrow("is no path of a setting");
  });

  it("reads nothing that is not the object's own", () => {
    expect(getPath({}, ["constructor"])).toBeUndefined();
    expect(getPath({ a: "text" }, ["a", "length"])).toBeUndefined();
  });
});

describe("headers", () => {
  const wanted = [
    ["x-a", "1"],
    ["x-b", "two: 2"],
  ];

  it.each([
    ["lines", "X-A: 1\r\nX-B:  two: 2 \r\n"],
    ["lines below a request line", "POST /hooks/x HTTP/1.1\nX-A: 1\nX-B: two: 2\n"],
    ["a JSON object", '{"X-A": "1", "x-b": "two: 2"}'],
    ["a JSON list of pairs", '[["x-a","1"],["X-B","two: 2"]]'],
  ])("are read from %s", (_, text) => expect(parseHeaders(text)).toEqual(wanted));

  it("may come several times", () => {
    expect(headersOfJson({ "X-A": ["1", "2"] })).toEqual([
      ["x-a", "1"],
      ["x-a", "2"],
    ]);
  });

  it.each(["no colon", "{", '{"a": true}', '["a"]'])("are not read from %j", (text) => {
    expect(parseHeaders(text)).toBeNull();
  });
});
