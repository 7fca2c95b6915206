// The only file that reads the time and sets timers.

/** Time as the program sees it; tests move it by hand. */
export interface Clock {
  /** The wall clock, epoch milliseconds. */
  now(): number;
  /** A clock that only goes forward, milliseconds: for durations and windows. */
  monotonic(): number;
  /** Calls back once after a time, in milliseconds. The timer does not keep the process alive where `unref` is set. */
  setTimer(callback: () => void, delayMs: number, options?: { unref?: boolean }): Timer;
}

/** A timer that can be called off. */
export interface Timer {
  clear(): void;
}

/** Longest delay that Node's timers take; above it they fire at once. */
const LONGEST_DELAY_MS = 2_147_483_647;

/** The machine's clock. Delays above 24 days end early; callers look at the time again when called. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(callback, delayMs, options = {}) {
    const timer = setTimeout(callback, Math.min(Math.max(0, delayMs), LONGEST_DELAY_MS));
    if (options.unref === true) timer.unref();
    return { clear: () => clearTimeout(timer) };
  },
};

/** The machine's zone, as `Europe/Berlin`. */
export function systemTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
