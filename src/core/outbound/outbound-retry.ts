// When a message that did not arrive is sent again. Pure: the library of the package hands the same functions out.

/** How tries are spread. */
export interface RetryPlan {
  /** Tries before a message is given up. */
  readonly attempts: number;
  readonly firstDelayMs: number;
  readonly longestDelayMs: number;
}

/** No try is ever planned further ahead, milliseconds: also where a receiver asks for more. */
export const LONGEST_WAIT_MS = 86_400_000;

/** Doubling more often than this changes nothing any more, and 2 ** 1024 is no number. */
const MOST_DOUBLINGS = 40;

/**
 * How long to wait after a try that failed, milliseconds: doubled each time, capped, its upper half random, so
 * that many messages do not come back at the same moment.
 * @param triesBefore how many tries had failed before this one
 * @param fraction a random number in [0, 1)
 */
export function nextRetryMs(
  { firstDelayMs, longestDelayMs }: Pick<RetryPlan, "firstDelayMs" | "longestDelayMs">,
  triesBefore: number,
  fraction: number,
): number {
  const doublings = Math.min(Math.max(0, Math.trunc(triesBefore) || 0), MOST_DOUBLINGS);
  const full = Math.min(longestDelayMs, LONGEST_WAIT_MS, firstDelayMs * 2 ** doublings);
  return Math.round(full / 2 + fraction * (full / 2));
}

/** Whether an answer may be another one later: 408, 429 and 5xx. No answer at all (`null`) may too. */
export function shouldRetry(httpStatus: number | null): boolean {
  if (httpStatus === null) return true;
  return httpStatus === 408 || httpStatus === 429 || (httpStatus >= 500 && httpStatus <= 599);
}

/**
 * Reads `Retry-After` (RFC 9110, 10.2.3): seconds, or a date. Gives milliseconds from now on, at most
 * `LONGEST_WAIT_MS`; null where it says nothing that can be read.
 */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d{1,10}$/.test(text)) return Math.min(Number(text) * 1000, LONGEST_WAIT_MS);
  // Only dates as RFC 9110 writes them; Date.parse takes far more for one.
  if (!/^[A-Z][a-z]{2,8},? .*(?:GMT|\d{4})$/.test(text)) return null;
  const at = Date.parse(text.endsWith("GMT") ? text : `${text} GMT`);
  if (Number.isNaN(at)) return null;
  return Math.min(Math.max(0, at - nowMs), LONGEST_WAIT_MS);
}
