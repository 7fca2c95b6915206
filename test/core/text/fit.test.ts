import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText, fitPieces, type Piece } from "../../../src/core/text/fit.ts";

const size = (text: string): number => Buffer.byteLength(text, "utf8");

describe("cutText", () => {
  it("leaves a text that fits as it is", () => {
    expect(cutText("ä".repeat(50), 100)).toBe("ä".repeat(50));
  });

  it("cuts a longer one and says how much is gone", () => {
    const cut = cutText("x".repeat(200), 100);

    expect(size(cut)).toBeLessThanOrEqual(100);
    expect(cut).toMatch(/^x+ \[…cut by wakehook: \d+ of 200 bytes left out\]$/);
    expect(cut).toContain(`${200 - cut.indexOf(" ")} of 200`);
  });

  it("never cuts inside a character and never ends in @", () => {
    for (let limit = 60; limit < 90; limit += 1) {
      const cut = cutText("a@𝄞@".repeat(40), limit);

      expect(cut.isWellFormed()).toBe(true);
      expect(cut).not.toContain("\ufffd");
      expect(cut).not.toMatch(/@ \[…cut/);
    }
  });
});

describe("fitPieces", () => {
  const value = (text: string): Piece => ({ kind: "value", text });
  const own = (text: string): Piece => ({ kind: "own", text });

  it("keeps short values whole beside a long one", () => {
    const text = fitPieces([own("a:"), value("x".repeat(5000)), own(" b:"), value("short")], 1000);

    expect(text).toMatch(/^a:x{100,}.* b:short$/);
    expect(size(text)).toBeLessThanOrEqual(1000);
  });

  it("cuts two long values to the same length", () => {
    const [first, second] = fitPieces(
      [value("x".repeat(5000)), own("|"), value("x".repeat(5000))],
      1001,
    ).split("|");

    expect(first).toBe(second);
    expect(first?.length).toBeGreaterThan(400);
  });

  it("cuts the end where own words alone are too long", () => {
    const text = fitPieces([own("o".repeat(5000)), value("v")], 1000);

    expect(text).toMatch(/^o+ .*left out\]$/);
    expect(size(text)).toBeLessThanOrEqual(1000);
  });

  it("never passes the limit, and changes nothing that fits", () => {
    const piece = fc.record({
      kind: fc.constantFrom("own" as const, "value" as const),
      text: fc.string({ unit: "grapheme", maxLength: 300 }),
    });
    fc.assert(
      fc.property(fc.array(piece), fc.integer({ min: 100, max: 2000 }), (pieces, limit) => {
        const whole = pieces.map(({ text }) => text).join("");
        const text = fitPieces(pieces, limit);

        expect(size(text)).toBeLessThanOrEqual(limit);
        if (size(whole) <= limit) expect(text).toBe(whole);
      }),
    );
  });
});
