// Once a minute: what waited too long is given up and told, what ended long ago is forgotten, keys that expired end.

import { toError } from "../core/records/errors.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { ClockJumps } from "../system/clock-jumps.ts";
import { expire, prune } from "./store/housekeeping.ts";
import type { LaneKey } from "./store/lane-counts.ts";
import type { Parcels } from "./store/parcels.ts";
import type { RelayStore } from "./store/relay-store.ts";

/** What it needs. */
export interface HouseDeps {
  readonly clock: Pick<Clock, "now" | "setTimer">;
  readonly log: Log;
  readonly jumps: ClockJumps;
  readonly store: RelayStore;
  readonly parcels: Parcels;
  readonly maxAgeMs: number;
  readonly inHandUpTo: (lane: LaneKey) => number;
  readonly onTick: () => void;
}

const EVERY_MS = 60_000;

/** Begins at once; gives what ends it, which waits for what is under way. */
export function keepHouse(deps: HouseDeps): () => Promise<void> {
  const { clock, log } = deps;
  let timer: Timer | null = null;
  let isEnded = false;
  let underWay = round();
  return async () => {
    isEnded = true;
    timer?.clear();
    await underWay;
  };

  async function round(): Promise<void> {
    try {
      deps.onTick();
      await tidy(deps);
    } catch (thrown) {
      log.error("what waited too long could not be ended", { error: toError(thrown).message });
    }
    if (isEnded) return;
    const again = (): void => void (underWay = round());
    timer = clock.setTimer(again, EVERY_MS, { unref: true });
  }
}

async function tidy({ clock, log, jumps, maxAgeMs, ...deps }: HouseDeps): Promise<void> {
  const now = clock.now();
  // A clock that was put forward expires nothing that was not waited for.
  const expiredBefore = now - jumps.ahead() - maxAgeMs;
  for (const { daemon, hook, parcels } of await expire(
    deps,
    { now, expiredBefore },
    deps.inHandUpTo,
  ))
    log.error("requests waited longer than max_age and were given up", { daemon, hook, parcels });
  await prune(deps.store, { now });
}
