// A wall clock that may jump comes in; how far it may be off goes out.

import type { Clock } from "./clock.ts";

/** How far the wall clock is off the one that cannot jump, milliseconds; 0 where it is right, or off the other way. */
export interface ClockJumps {
  /**
   * What expires is judged by so much less: a clock put forward expires nothing that was not waited for.
   * @param stampedAt only for what has this time by the wall clock: 0 where it was stamped behind the jump
   */
  ahead(stampedAt?: number): number;
  /** What is to last lasts so much longer: a clock put back, and then right again, shortens nothing. */
  behind(): number;
}

/** Less is a clock being kept right. */
const DRIFT_MS = 1000;
/** A jump is believed when it has lasted so long: a machine that slept, or whose clock was wrong at its start. */
const BELIEVED_AFTER_MS = 86_400_000;

/** Starts with the wall clock's time, and goes on with the one that cannot jump. */
export function watchClockJumps(clock: Pick<Clock, "now" | "monotonic">): ClockJumps {
  let offset = clock.now() - clock.monotonic();
  let jumpedAt: number | null = null;
  /** What the wall clock would have shown when the jump was noticed; no time before the jump is later. */
  let jumpedFrom = 0;

  function off(): number {
    const monotonic = clock.monotonic();
    const newOffset = clock.now() - monotonic;
    const difference = Math.round(newOffset - offset);
    if (jumpedAt === null) jumpedFrom = offset + monotonic;
    jumpedAt = Math.abs(difference) > DRIFT_MS ? (jumpedAt ?? monotonic) : null;
    if (jumpedAt !== null && monotonic - jumpedAt < BELIEVED_AFTER_MS) return difference;
    offset = newOffset;
    jumpedAt = null;
    return 0;
  }

  return {
    ahead(stampedAt) {
      const ahead = Math.max(0, off());
      return stampedAt !== undefined && stampedAt > jumpedFrom ? 0 : ahead;
    },
    behind: () => Math.max(0, -off()),
  };
}
