import { describe, expect, it } from "vitest";
import { parseToml } from "../../../src/cli/import/toml.ts";

const plain = (text: string): unknown => JSON.parse(JSON.stringify(parseToml(text)));

describe("TOML", () => {
  it("is read: tables, lists of tables, dotted and quoted names, every kind of value", () => {
    const text = `
a = 1 # one
b.c = "two \\"2\\" \\u00e9 \\t"
"d e".'f.g' = 'C:\\path'
long = """
first \\
   second "" line
"""
raw = '''
it's \\n raw'''
numbers = [1_000, -2.5, 6e2, 0xff, 0b11, +3,
  # a comment
  4,
]
flags = { on = true, off = false, deep.er = [[]] }
when = 2026-01-31T12:00:00Z
day = 2026-01-31 12:00:00
[x]
y = "z"
[[list]]
n = 1
[list.inner]
k = "v"
[[list]]
n = 2
`;

    expect(plain(text)).toEqual({
      a: 1,
      b: { c: 'two "2" é \t' },
      "d e": { "f.g": "C:\\path" },
      long: 'first second "" line\n',
      raw: "it's \\n raw",
      numbers: [1000, -2.5, 600, 255, 3, 3, 4],
      flags: { on: true, off: false, deep: { er: [[]] } },
      when: "2026-01-31T12:00:00.000Z",
      day: "2026-01-31T12:00:00.000",
      x: { y: "z" },
      list: [{ n: 1, inner: { k: "v" } }, { n: 2 }],
    });
    expect(plain("")).toEqual({});
    expect(plain("a = 1\r\n[b]\r\nc = 2")).toEqual({ a: 1, b: { c: 2 } });
  });

  it.each([
    ["a = ", "line 1: "],
    ["a = 1\nb = yes", "line 2: "],
    ["a = 1\n\na = 2", "line 3: trying to redefine"],
    ["a = 1 b = 2", "line 1: "],
    ["[a]\nb = 1\n[a.b]", "line 3: "],
    ["a = 1\n[[a]]", "line 2: "],
    ['a = "open', "line 1: "],
    ["just words", "line 1: "],
    [`a = ${"[".repeat(5000)}`, "excessively nested"],
    ["a = 99999999999999999999", "cannot be represented"],
  ])("is refused, and the line named: %j", (text, words) => {
    expect(() => parseToml(text)).toThrow(words);
  });

  it("has no names that are ours", () => {
    const whole = parseToml("__proto__.a = 1\n[constructor]\nb = 2");

    expect(Object.keys(whole)).toEqual(["__proto__", "constructor"]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });

  it("is read in a moment, however long a text is, and however it ends", () => {
    const begun = performance.now();
    const long = "x\\\\".repeat(150_000);
    expect((plain(`a = "${long}"`) as { a: string }).a).toHaveLength(300_000);
    for (const open of ['a = "', 'a = """', "a = '''", "a = [", "a = {b=", "#"])
      expect(() => plain(open + long)).not.toThrow(RangeError);
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});
