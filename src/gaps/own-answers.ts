// In: refusals that are no sender's fault. Out: from when to when senders were turned away, once it is over.

import type { GapCause } from "../core/records/gap.ts";
import type { RefusalCode } from "../core/records/refusals.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";

/** A time in which senders were turned away. */
export interface TurnedAway {
  readonly cause: GapCause;
  readonly beganAt: number;
  readonly endedAt: number;
}

/** Sees refusals. */
export interface OwnAnswers {
  note(event: WakehookEvent): void;
  /** What is over: nobody was turned away for a minute. */
  over(now: number): TurnedAway[];
  /** What is not over yet, as if it were. */
  all(): TurnedAway[];
  /** true: senders are turned away, and that is on no record. */
  readonly isOpen: boolean;
}

/** Answers above 499, by what was in the way. The stop itself is a gap of its own. */
const CAUSES: Partial<Record<RefusalCode, GapCause>> = {
  storage_unavailable: "storage",
  queue_full: "queue",
  hook_invalid: "hook_invalid",
};
const QUIET_MS = 60_000;

/** Nobody was turned away yet. */
export function createOwnAnswers(): OwnAnswers {
  const open = new Map<GapCause, TurnedAway>();

  function take(isOver: (one: TurnedAway) => boolean): TurnedAway[] {
    const over = [...open.values()].filter(isOver);
    for (const { cause } of over) open.delete(cause);
    return over;
  }

  return {
    note(event) {
      if (event.type !== "refused") return;
      const cause = CAUSES[event.code as RefusalCode];
      if (cause === undefined) return;
      const beganAt = open.get(cause)?.beganAt ?? event.at;
      open.set(cause, { cause, beganAt, endedAt: Math.max(beganAt, event.at) });
    },
    // A clock that was put back ends it, too.
    over: (now) => take(({ endedAt }) => Math.abs(now - endedAt) > QUIET_MS),
    all: () => take(() => true),
    get isOpen() {
      return open.size > 0;
    },
  };
}
