// Wrong credentials are counted per address: beyond a bound they are answered without a look.
// A right credential is never kept out, or whoever guesses would lock the owner out.

import type { Clock } from "../../system/clock.ts";

/** So many wrong ones in so long. */
export const FAILURE_LIMIT = { most: 30, windowMs: 60_000 } as const;

/** Addresses that are remembered; on loopback there are few. */
const MOST_ADDRESSES = 1000;

/** Counts failures. */
export interface FailureLimit {
  /** Counts one; gives back how many seconds it should wait where there were too many, else null. */
  failed(address: string): number | null;
}

/** A new count. */
export function createFailureLimit(clock: Pick<Clock, "monotonic">): FailureLimit {
  const counts = new Map<string, { since: number; failures: number }>();

  return {
    failed(address) {
      const now = clock.monotonic();
      const known = counts.get(address);
      if (known === undefined || now - known.since >= FAILURE_LIMIT.windowMs) {
        if (counts.size >= MOST_ADDRESSES) counts.clear();
        counts.set(address, { since: now, failures: 1 });
        return null;
      }
      known.failures += 1;
      if (known.failures <= FAILURE_LIMIT.most) return null;
      return Math.ceil((FAILURE_LIMIT.windowMs - (now - known.since)) / 1000);
    },
  };
}
