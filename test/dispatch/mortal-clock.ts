// A clock whose timers end with the daemon that set them: one that crashed rings no more.

import type { ManualClock } from "../ledger/temp-ledger.ts";

/** A clock that is shared by daemons that come one after the other. */
export interface MortalClock extends ManualClock {
  /** All timers that were set so far never ring. */
  forgetTimers(): void;
}

/** The same time; timers of its own. */
export function mortalClock(clock: ManualClock): MortalClock {
  let life = 0;
  return {
    ...clock,
    setTimer(callback, delayMs) {
      const born = life;
      return clock.setTimer(() => void (born === life && callback()), delayMs);
    },
    forgetTimers: () => void (life += 1),
  };
}
