// A connection that is made again whenever it ends, sooner after the first time than after many.

import { toError } from "../../core/records/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";

/** What keeping a connection needs. */
export interface ReconnectDeps {
  readonly clock: Pick<Clock, "setTimer">;
  readonly randomness: Pick<Randomness, "fraction">;
  /** Told why it broke; the next try is under way. */
  readonly onBroken: (error: Error) => void;
}

/** A connection that is kept. */
export interface Kept {
  /** Settles when nothing of it is left. */
  stop(): Promise<void>;
}

const FIRST_MS = 500;
const LONGEST_MS = 60_000;

/**
 * Connects again and again. `connect` settles or rejects when the connection has ended, and calls `well` once it is
 * known to work: from then on the next break is the first one again.
 */
export function keepConnected(
  deps: ReconnectDeps,
  connect: (signal: AbortSignal, well: () => void) => Promise<void>,
): Kept {
  const stopping = new AbortController();
  const { signal } = stopping;

  async function run(): Promise<void> {
    let failures = 0;
    while (!signal.aborted) {
      try {
        await connect(signal, () => (failures = 0));
      } catch (thrown) {
        if (signal.aborted) return;
        deps.onBroken(toError(thrown));
      }
      if (signal.aborted) return;
      const full = Math.min(LONGEST_MS, FIRST_MS * 2 ** failures);
      failures = Math.min(failures + 1, 16);
      await pause(deps.clock, full / 2 + (full / 2) * deps.randomness.fraction(), signal);
    }
  }

  const running = run();
  return {
    async stop() {
      stopping.abort();
      await running;
    },
  };
}

/** Waits, or less where it is called off. */
export function pause(
  clock: Pick<Clock, "setTimer">,
  ms: number,
  signal: AbortSignal,
): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = (): void => {
      timer.clear();
      signal.removeEventListener("abort", end);
      resolve();
    };
    const timer = clock.setTimer(end, ms, { unref: true });
    signal.addEventListener("abort", end, { once: true });
  });
}
