// In: two clocks, looked at again and again. Out: when nobody looked for too long: the machine slept, or stood still.

import type { Clock } from "../system/clock.ts";

/** Looks; to be asked every `everyMs`. */
export interface SleepWatch {
  /** When the sleep began that is over now; null: there was none. Epoch milliseconds. */
  look(): number | null;
}

/** So much later than due a look may be: a busy machine, a clock that is kept right. */
const LATE_MS = 30_000;

/**
 * Begins to watch. On some systems the clock that cannot jump stands still in a sleep, on others it goes on: what is
 * late by either of the two was asleep. A wall clock that its owner put forward looks the same, and costs one question.
 */
export function watchSleep(clock: Pick<Clock, "now" | "monotonic">, everyMs: number): SleepWatch {
  let last = { now: clock.now(), monotonic: clock.monotonic() };
  return {
    look() {
      const before = last;
      last = { now: clock.now(), monotonic: clock.monotonic() };
      const passed = Math.max(last.now - before.now, last.monotonic - before.monotonic);
      return passed > everyMs + LATE_MS ? Math.min(before.now, last.now) : null;
    },
  };
}
