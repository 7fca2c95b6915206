import * as fc from "fast-check";
import { expect, it } from "vitest";
import { BLOCK_ROWS, marksOf, mayHold } from "../../../src/ledger/lookup/block-marks.ts";

it("never passes over a text that is there", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "binary" }), { maxLength: 200 }), (texts) => {
      const marks = marksOf(new Set(texts));
      expect(texts.every((text) => mayHold(marks, text))).toBe(true);
    }),
  );
});

it("passes over nearly all blocks that have none of a text", () => {
  const marks = marksOf(
    new Set(Array.from({ length: BLOCK_ROWS }, (_, at) => `n octo/site#${at}`)),
  );
  const others = Array.from({ length: 10_000 }, (_, at) => `n octo/site#${at + BLOCK_ROWS}`);

  expect(others.filter((text) => mayHold(marks, text)).length).toBeLessThan(100);
  expect(marks.length).toBeLessThan(4096);
});
