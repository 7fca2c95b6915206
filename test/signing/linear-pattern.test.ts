import { describe, expect, it } from "vitest";
import { compilePattern } from "../../src/signing/linear-pattern.ts";

describe("compilePattern", () => {
  it("finds the first match and its groups", () => {
    const pattern = compilePattern("t=(\\d+),v1=([0-9a-f]+)(x)?");

    expect(pattern.ok && pattern.groups).toBe(3);
    expect(pattern.ok && pattern.match("so t=12,v1=ab t=3,v1=c")).toEqual([
      "t=12,v1=ab",
      "12",
      "ab",
      "",
    ]);
  });

  it("answers null where nothing matches", () => {
    const pattern = compilePattern("v1=(.+)");

    expect(pattern.ok && pattern.match("v2=x")).toBeNull();
  });

  it.each(["(", "a(?=b)", "(a)\\1", "[z-a]", "", "x{2000}", "a".repeat(501)])(
    "refuses %j with a reason",
    (text) => {
      const pattern = compilePattern(text);

      expect(pattern).toEqual({ ok: false, reason: expect.stringMatching(/.{5}/) as string });
    },
  );

  it("refuses a pattern whose repeats make it huge", () => {
    expect(compilePattern("(a{30}){20}")).toMatchObject({ ok: false });
  });

  it.each(["(a+)+$", "(a|a)*b", "^(([a-z])+.)+[A-Z]([a-z])+$", "(.*)(.*)(.*)(.*)x"])(
    "matches %j against hostile text in linear time",
    (text) => {
      const pattern = compilePattern(text);
      const startedAt = performance.now();

      if (pattern.ok) pattern.match(`${"a".repeat(8000)}!`);

      expect(pattern.ok).toBe(true);
      expect(performance.now() - startedAt).toBeLessThan(1000);
    },
  );

  it("does not search a text longer than any header should be", () => {
    const pattern = compilePattern("a");

    expect(pattern.ok && pattern.match("a".repeat(8193))).toBeNull();
  });
});
