// Time that goes faster than it is: waits of a minute take a second, and everything that is measured agrees.

import type { Clock } from "../../src/system/clock.ts";

/** A clock on which so many seconds pass in one. */
export function fastClock(factor: number): Clock {
  const start = { wall: Date.now(), monotonic: performance.now() };
  const passed = (): number => (performance.now() - start.monotonic) * factor;
  return {
    now: () => Math.round(start.wall + passed()),
    monotonic: () => start.monotonic + passed(),
    setTimer(callback, delayMs, options = {}) {
      const timer = setTimeout(callback, Math.min(delayMs / factor, 2_147_483_647));
      if (options.unref === true) timer.unref();
      return { clear: () => clearTimeout(timer) };
    },
  };
}
