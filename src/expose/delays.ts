// When a program that ended is tried again.

/** How long it waits until it tries again. */
export interface Delays {
  readonly firstMs: number;
  readonly longestMs: number;
  /** What needs the owner is tried this rarely. */
  readonly ownerMs: number;
  /** Who was up for so long starts anew with `firstMs`. */
  readonly steadyMs: number;
}

/** An address is told within this time, or something is said. */
export const SLOW_MS = 30_000;
/** As they are, where nobody asks for others. */
export const DELAYS: Delays = {
  firstMs: 1000,
  longestMs: 60_000,
  ownerMs: 300_000,
  steadyMs: 60_000,
};

/** How long to wait after so many failures in a row: doubled each time, and never for all at the same moment. */
export function backoff(
  { firstMs, longestMs }: Pick<Delays, "firstMs" | "longestMs">,
  failures: number,
  fraction: number,
): number {
  const most = Math.min(longestMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.max(most * fraction, firstMs / 2);
}
