import { expect, it } from "vitest";
import { latenessMs, lateWords } from "../../../src/core/records/lateness.ts";

it.each([
  [0, 0, null],
  [59_999, 0, null],
  [60_000, 60_000, "late by 60 s"],
  [3 * 3_600_000, 10_800_000, "late by 3 h"],
  [-5000, 0, null],
  [Number.NaN, 0, null],
])("what came in %s ms after it was sent is late by %s: %s", (after, ms, words) => {
  const times = { sentAt: 1_000_000, receivedAt: 1_000_000 + after };
  expect(latenessMs(times)).toBe(ms);
  expect(lateWords(times)).toBe(words);
});
