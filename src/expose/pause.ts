// A wait that ends when its time is over, or as soon as something has changed; what changed just before is not missed.

import type { Clock, Timer } from "../system/clock.ts";

/** One who waits. */
export interface Pause {
  /** From here on changes count. */
  begin(): void;
  /** Settles at once where something has changed since `begin`. null: until something changes. */
  wait(delayMs: number | null): Promise<void>;
  /** Something has changed. */
  end(): void;
}

/** Creates it. */
export function createPause(clock: Pick<Clock, "setTimer">): Pause {
  let wake: (() => void) | null = null;
  let hasChanged = false;

  function end(): void {
    hasChanged = true;
    wake?.();
  }

  return {
    begin() {
      hasChanged = false;
    },
    wait(delayMs) {
      if (hasChanged) return Promise.resolve();
      return new Promise((resolve) => {
        const timer: Timer | null =
          delayMs === null ? null : clock.setTimer(end, delayMs, { unref: true });
        wake = () => {
          timer?.clear();
          wake = null;
          resolve();
        };
      });
    },
    end,
  };
}
