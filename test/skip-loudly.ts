import { it } from "vitest";

/** `it` where what a test needs is there; elsewhere it is skipped, and says why in the run's output. */
export function itWhere(isThere: boolean, why: string): typeof it.skip {
  if (!isThere) console.warn(`SKIPPED: ${why}`);
  return it.skipIf(!isThere) as typeof it.skip;
}
