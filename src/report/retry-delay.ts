import { LONGEST_RETRY_MS } from "../core/outbound/report.ts";
import type { Randomness } from "../system/randomness.ts";

const FIRST_DELAY_MS = 5000;

/** How long to wait after a try that failed: doubled each time, capped, its upper half random. Whole milliseconds: the ledger keeps integers. */
export function retryDelayMs(
  triesBefore: number,
  randomness: Pick<Randomness, "fraction">,
): number {
  const full = Math.min(LONGEST_RETRY_MS, FIRST_DELAY_MS * 2 ** triesBefore);
  return Math.round(full / 2 + randomness.fraction() * (full / 2));
}
