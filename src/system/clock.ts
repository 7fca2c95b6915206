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

/** The machine's clock. A delay longer than Node's timers take is waited out in pieces. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(callback, delayMs, options = {}) {
    const end = performance.now() + delayMs;
    let timer = arm(delayMs);
    return { clear: () => clearTimeout(timer) };

    function arm(leftMs: number): NodeJS.Timeout {
      const isLast = !(leftMs > LONGEST_DELAY_MS);
      const piece = isLast ? callback : again;
      const made = setTimeout(piece, isLast ? Math.max(0, leftMs) : LONGEST_DELAY_MS);
      return options.unref === true ? made.unref() : made;
    }
    function again(): void {
      timer = arm(end - performance.now());
    }
  },
};

/** The machine's zone, as `Europe/Berlin`. */
export function systemTimezone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
