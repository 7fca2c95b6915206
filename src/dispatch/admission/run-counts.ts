// How often an entity ran within its fuse's time. In: a delivery that waits, and its hook. Out: a number.
// Asking the ledger for every delivery that comes would be the dearest part of an arrival after the disk.

import { fuseBlows, fuseOf } from "../../core/admission/fuse.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { Clock } from "../../system/clock.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** Counts runs of entities. */
export interface RunCounts {
  /** `first`: the delivery will be asked about again before it starts, so the last count will do while it says go. */
  of(entry: Waiting, hook: Hook, when?: "first"): number;
  /** A run may have started. Until then the counts only fall. */
  forget(): void;
}

/** Entities that are remembered at a time. */
const MOST_COUNTED = 1000;

/** Remembers nothing yet. */
export function createRunCounts(deps: {
  readonly ledger: Pick<LedgerPort, "runsBetween">;
  readonly clock: Pick<Clock, "now">;
  /** When the owner lifted the entity's pause last: what ran before has been paid for. */
  readonly liftedAt: (entry: Waiting) => number | null;
}): RunCounts {
  const { ledger, clock, liftedAt } = deps;
  const counted = new Map<string, number>();
  return {
    of(entry, hook, when) {
      const { hookId, entity } = entry;
      if (entity === null) return 0;
      const key = `${hookId}\n${entity}`;
      const known = counted.get(key);
      if (when === "first" && known !== undefined && !fuseBlows(hook, known)) return known;
      const now = clock.now();
      // Not those of a future that a clock put back has left: they would pause the entity until it comes again.
      const from = now - fuseOf(hook).withinSeconds * 1000;
      const runs = ledger.runsBetween(hookId, entity, Math.max(from, liftedAt(entry) ?? from), now);
      if (counted.size >= MOST_COUNTED) counted.clear();
      counted.set(key, runs);
      return runs;
    },
    forget: () => counted.clear(),
  };
}
