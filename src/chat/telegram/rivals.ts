// Two programs that read for one bot take each other's messages. The one that notices stands back, and looks again.

import type { Clock } from "../../system/clock.ts";

/** Knows whether somebody else reads. */
export interface Rivals {
  /** Telegram said so. true: stand back now. */
  note(): boolean;
  /** Nothing was heard of them for so long that they are gone. */
  isClear(): boolean;
}

/** How long one stands back. */
export const STAND_BACK_MS = 300_000;
const CONFLICTS = 3;
const WITHIN_MS = 120_000;
/** A rival that reads would have been noticed in this time. */
const QUIET_MS = 60_000;

/** Knows of none yet. */
export function createRivals(clock: Pick<Clock, "monotonic">): Rivals {
  let times: number[] = [];
  /** When they count as gone; null: there are none. */
  let clearAt: number | null = null;
  return {
    note() {
      const now = clock.monotonic();
      times = [...times.filter((at) => now - at < WITHIN_MS), now];
      if (clearAt === null && times.length < CONFLICTS) return false;
      times = [];
      clearAt = now + STAND_BACK_MS + QUIET_MS;
      return true;
    },
    isClear() {
      if (clearAt !== null && clock.monotonic() >= clearAt) clearAt = null;
      return clearAt === null;
    },
  };
}
