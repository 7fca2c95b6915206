// Lanes whose daemon takes nothing for now, and what happens when that is over.

import type { Clock, Timer } from "../../system/clock.ts";

/** The breaks of one connection. */
export interface Breaks {
  /** Calls back when it is over; one that a lane has already is replaced. */
  begin(hook: string, ms: number, onOver: () => void): void;
  /** All are over now. */
  endAll(): void;
  /** Nothing happens any more. */
  forget(): void;
}

/** Nobody has one yet. */
export function createBreaks(clock: Pick<Clock, "setTimer">): Breaks {
  const open = new Map<string, { readonly timer: Timer; readonly over: () => void }>();
  return {
    begin(hook, ms, onOver) {
      open.get(hook)?.timer.clear();
      const over = (): void => {
        open.get(hook)?.timer.clear();
        open.delete(hook);
        onOver();
      };
      open.set(hook, { over, timer: clock.setTimer(over, ms, { unref: true }) });
    },
    endAll() {
      for (const { over } of open.values()) over();
    },
    forget() {
      for (const { timer } of open.values()) timer.clear();
      open.clear();
    },
  };
}
