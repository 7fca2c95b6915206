import { expect, it } from "vitest";
import {
  LONGEST_WAIT_MS,
  nextRetryMs,
  retryAfterMs,
  shouldRetry,
} from "../../../src/core/outbound/outbound-retry.ts";

const PLAN = { firstDelayMs: 5000, longestDelayMs: 3_600_000 };
const NOW = Date.UTC(1994, 10, 6, 8, 0, 0);

it("doubles, with its upper half random, up to the cap", () => {
  const bounds = [0, 1, 2, 9, 10, 60].map((tries) => [
    nextRetryMs(PLAN, tries, 0),
    nextRetryMs(PLAN, tries, 0.999_999),
  ]);

  expect(bounds).toEqual([
    [2500, 5000],
    [5000, 10_000],
    [10_000, 20_000],
    [1_280_000, 2_559_999],
    [1_800_000, 3_599_998],
    [1_800_000, 3_599_998],
  ]);
});

it.each([0, 1023, 1024, 1e9, Number.MAX_SAFE_INTEGER, -1, Number.NaN, Infinity])(
  "gives a whole number within bounds after %d tries",
  (tries) => {
    const delay = nextRetryMs({ firstDelayMs: 1e6, longestDelayMs: 1e12 }, tries, 0.5);

    expect(Number.isInteger(delay)).toBe(true);
    expect(delay).toBeGreaterThanOrEqual(0);
    expect(delay).toBeLessThanOrEqual(LONGEST_WAIT_MS);
  },
);

it.each([
  [null, true],
  [200, false],
  [301, false],
  [400, false],
  [401, false],
  [408, true],
  [409, false],
  [410, false],
  [425, false],
  [429, true],
  [500, true],
  [503, true],
  [599, true],
  [600, false],
])("tries again after %s: %s", (status, isTried) => {
  expect(shouldRetry(status)).toBe(isTried);
});

it.each([
  ["0", 0],
  ["120", 120_000],
  ["99999999", LONGEST_WAIT_MS],
  ["Sun, 06 Nov 1994 08:49:37 GMT", 2_977_000],
  ["Sunday, 06-Nov-94 08:49:37 GMT", 2_977_000],
  ["Sun Nov  6 08:49:37 1994", 2_977_000],
  ["Sun, 06 Nov 1994 07:00:00 GMT", 0],
  ["Sun, 06 Nov 2094 07:00:00 GMT", LONGEST_WAIT_MS],
  ["-5", null],
  ["1.5", null],
  ["soon", null],
  ["1e3", null],
  ["", null],
  [null, null],
])("reads Retry-After %j as %s", (value, wait) => {
  expect(retryAfterMs(value, NOW)).toBe(wait);
});
