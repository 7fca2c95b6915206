// Old payloads and run files go, in the background and a bounded piece at a time. What waits stays.

import { rm } from "node:fs/promises";
import path from "node:path";
import { toError } from "../../core/records/errors.ts";
import type { LedgerPort, RetentionPolicy } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Clock, Timer } from "../../system/clock.ts";

/** What retention needs from around it. */
export interface RetentionDeps {
  readonly clock: Clock;
  readonly ledger: Pick<LedgerPort, "prune">;
  readonly policy: () => Omit<RetentionPolicy, "now">;
  readonly runsFolder: string;
  readonly log: Log;
}

/** The background work. */
export interface Retention {
  /** Settles when the piece that goes on has ended. */
  close(): Promise<void>;
}

const BETWEEN_ROUNDS_MS = 600_000;
const BETWEEN_PIECES_MS = 200;

/** Starts it; the first round comes soon after the start. */
export function startRetention(deps: RetentionDeps): Retention {
  let closed = false;
  let piece: Promise<void> = Promise.resolve();
  let timer = startIn(BETWEEN_PIECES_MS);

  function startIn(delayMs: number): Timer {
    const start = (): void => {
      piece = work();
    };
    return deps.clock.setTimer(start, delayMs, { unref: true });
  }

  async function work(): Promise<void> {
    const more = await prune(deps);
    if (!closed) timer = startIn(more ? BETWEEN_PIECES_MS : BETWEEN_ROUNDS_MS);
  }

  return {
    async close() {
      closed = true;
      timer.clear();
      await piece;
    },
  };
}

/** One piece; true where there is more. A fault here costs disk space, never a delivery. */
async function prune({ clock, ledger, policy, runsFolder, log }: RetentionDeps): Promise<boolean> {
  try {
    const { emptiedRuns, more } = ledger.prune({ now: clock.now(), ...policy() });
    for (const id of emptiedRuns)
      await rm(path.join(runsFolder, id), { recursive: true, force: true });
    return more;
  } catch (thrown) {
    log.warn("old deliveries could not be removed", { error: toError(thrown).message });
    return false;
  }
}
