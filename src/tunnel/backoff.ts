// How long to wait before the next connection.

import type { Randomness } from "../system/randomness.ts";
import type { EndVerdict } from "./dialect.ts";

/** Counts what failed in a row. */
export interface Backoff {
  /** The wait before the next try, milliseconds. */
  next(retry: EndVerdict["retry"]): number;
  /** A connection has lasted: what comes next is the first failure again. */
  lasted(): void;
}

const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** What its owner must mend is looked at now and then: a key may have been made good at the other end. */
const SLOWLY_MS = 300_000;
/** Never at once: a server that closes each connection would be asked a thousand times a second. */
const SHORTEST_MS = 100;

/** Doubles from a second to a minute, anywhere between nothing and that: many daemons do not come back at once. */
export function createBackoff(randomness: Pick<Randomness, "fraction">): Backoff {
  let failures = 0;
  return {
    next(retry) {
      if (retry === "slowly") return Math.round(SLOWLY_MS * (0.8 + 0.4 * randomness.fraction()));
      const most = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures, 16));
      failures += 1;
      return Math.max(SHORTEST_MS, Math.round(most * randomness.fraction()));
    },
    lasted() {
      failures = 0;
    },
  };
}
