import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createMaskWindow } from "../../../src/core/secrets/mask-window.ts";
import { createMask } from "../../../src/core/secrets/mask.ts";

const SECRET = "s3cr3t-Value";
const mask = createMask([SECRET, `two\nlines`]);
const HELD = 72;

const filler = fc.constantFrom("a", "s3cr3t", " ", "\n", "😀", "é");
const text = fc
  .array(fc.oneof(filler, fc.constant(SECRET), fc.constant("two\nlines")), { size: "large" })
  .map((parts) => parts.join("|"));
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1 });

function pieces(whole: string, lengths: readonly number[]): string[] {
  const out: string[] = [];
  for (let at = 0, turn = 0; at < whole.length; turn += 1) {
    const length = lengths[turn % lengths.length] ?? 1;
    out.push(whole.slice(at, at + length));
    at += length;
  }
  return out;
}

describe("mask window", () => {
  it("shows the same as the mask of the whole, however the text is cut", () => {
    fc.assert(
      fc.property(text, sizes, (whole, lengths) => {
        const window = createMaskWindow({ mask, held: HELD });

        const shown = pieces(whole, lengths)
          .map((piece) => window.push(piece))
          .join("");

        expect(shown + window.end()).toBe(mask(whole));
      }),
    );
  });

  it("never shows the end of a secret that began before the text", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: SECRET.length - 1 }), text, (cut, after) => {
        const window = createMaskWindow({ mask, held: HELD, before: `x ${SECRET.slice(0, cut)}` });

        const shown = window.push(`${SECRET.slice(cut)}|${after}`) + window.end();

        expect(shown).toBe(`|${mask(after)}`);
      }),
    );
  });

  it("holds back no more than twice its width", () => {
    const window = createMaskWindow({ mask, held: HELD });

    const shown = window.push("a".repeat(10_000));

    expect(shown.length).toBe(10_000 - HELD);
  });

  it.each([70, 71])("cuts no character in two at the width %i", (held) => {
    const window = createMaskWindow({ mask, held });

    expect(window.push("😀".repeat(500)).isWellFormed()).toBe(true);
  });

  it("shows whole lines when it is idle, and the unfinished one later", () => {
    const window = createMaskWindow({ mask, held: HELD });
    window.push(`one\n${SECRET}\ns3cr`);

    expect(window.idle()).toBe("one\n***\n");
    expect(window.push("3t-Value") + window.end()).toBe("***");
  });
});
