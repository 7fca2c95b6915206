import type { Clock, Timer } from "../system/clock.ts";

/** One call at the next instant that matters. */
export interface Alarm {
  /** Calls at the earliest of some instants, epoch milliseconds, in the place of what was set before; null: never. */
  set(...instants: ReadonlyArray<number | null>): void;
}

/** Creates an alarm that is not set. It looks at the time again when it rings: a clock may have been put back. */
export function createAlarm(clock: Clock, ring: () => void): Alarm {
  let setTo: number | null = null;
  let timer: Timer | null = null;

  function start(at: number): void {
    timer = clock.setTimer(() => (clock.now() < at ? start(at) : done()), at - clock.now(), {
      unref: true,
    });
  }

  function done(): void {
    setTo = null;
    ring();
  }

  return {
    set(...instants) {
      const set = instants.filter((one) => one !== null);
      const at = set.length === 0 ? null : Math.min(...set);
      if (at === setTo) return;
      timer?.clear();
      setTo = at;
      if (at !== null) start(at);
    },
  };
}
