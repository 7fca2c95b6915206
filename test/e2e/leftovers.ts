// What a test must not leave behind: processes and timers. Folders are removed by their owner, who would
// fail on a file that a program still writes.

import { readdirSync, readFileSync } from "node:fs";
import { systemClock, type Clock, type Timer } from "../../src/system/clock.ts";

/** Pids of living processes whose environment or folder names this text: all that a home's daemon started. */
export function processesOf(text: string): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => pid !== process.pid && environmentOf(pid).includes(text));
}

function environmentOf(pid: number): string {
  try {
    const state = readFileSync(`/proc/${pid}/stat`, "latin1").split(") ").at(-1);
    return state?.startsWith("Z") === true ? "" : readFileSync(`/proc/${pid}/environ`, "latin1");
  } catch {
    return ""; // ended meanwhile
  }
}

/** The machine's clock with another time of day, and a count of the timers that are set. */
export interface TestClock extends Clock {
  /** Sets the wall clock; it goes on from there. Timers stay as they are. */
  setTo(at: number): void;
  /** Calls back at once what is due within the next milliseconds, and moves the wall clock. */
  skip(ms: number): void;
  readonly timers: number;
}

/** Starts with the machine's time. */
export function createTestClock(): TestClock {
  let offsetMs = 0;
  const set = new Map<Timer, { readonly at: number; readonly callback: () => void }>();
  const now = (): number => systemClock.now() + offsetMs;
  return {
    now,
    monotonic: () => systemClock.monotonic(),
    setTimer(callback, delayMs, options) {
      const run = (): void => {
        if (set.delete(timer)) callback();
      };
      const real = systemClock.setTimer(run, delayMs, options);
      const timer = {
        clear() {
          set.delete(timer);
          real.clear();
        },
      };
      set.set(timer, { at: now() + delayMs, callback });
      return timer;
    },
    setTo(at) {
      offsetMs = at - systemClock.now();
    },
    skip(ms) {
      offsetMs += ms;
      const due = [...set].filter(([, { at }]) => at <= now());
      for (const [timer, { callback }] of due.toSorted(([, a], [, b]) => a.at - b.at)) {
        if (!set.has(timer)) continue;
        timer.clear();
        callback();
      }
    },
    get timers() {
      return set.size;
    },
  };
}
