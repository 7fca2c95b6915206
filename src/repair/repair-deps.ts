// What repairs need from around them.

import type { GapStorePort } from "../core/ports/gaps-port.ts";
import type { LedgerPort, NewReport } from "../core/ports/ledger-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { ListMissed } from "../core/ports/missed-port.ts";
import type { Source } from "../core/events/source.ts";
import type { Notice } from "../core/outbound/report.ts";
import type { LoadedHook, SettingsSnapshot } from "../core/settings/settings.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import type { Enter } from "./hand-in.ts";

/** What repairs need from around them. */
export interface RepairDeps {
  readonly clock: Clock;
  readonly randomness: Pick<Randomness, "fraction">;
  readonly log: Log;
  readonly store: GapStorePort;
  readonly ledger: Pick<LedgerPort, "isClaimed" | "notify">;
  readonly settings: () => SettingsSnapshot;
  readonly findSource: (name: string) => Source | undefined;
  /** Who asks the hook's sender; null: nobody can. */
  readonly missedOf: (loaded: LoadedHook, signal: AbortSignal) => ListMissed | null;
  readonly enter: Enter;
  readonly noticesOf: (notice: Notice) => NewReport[];
  /** A message waits to leave. */
  readonly onTold: () => void;
  /** Between two questions, milliseconds; default a tenth of a second. */
  readonly paceMs?: number;
}

/** So that a sender is not asked in bursts: GitHub allows 900 reads a minute. */
export const PACE_MS = 100;

/** Waits a moment; at once where everything stops. */
export function pause({ clock, paceMs = PACE_MS }: RepairDeps, signal: AbortSignal): Promise<void> {
  if (paceMs === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const timer = clock.setTimer(end, paceMs);
    signal.addEventListener("abort", end, { once: true });
    function end(): void {
      timer.clear();
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}
