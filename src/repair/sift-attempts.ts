// In: what a sender tried to deliver, newest first. Out: what of it a hook has missed. The hook's `events` come first:
// of thousands that were missed only the wanted ones are fetched.

import { mayMatchEvent } from "../core/events/event-pattern.ts";
import type { Source } from "../core/events/source.ts";
import type { RepairPage } from "../core/ports/gaps-port.ts";
import type { Attempt, AttemptPage } from "../core/ports/missed-port.ts";
import type { Hook } from "../core/settings/hook.ts";

/** Whose attempts, and since when. */
export interface Sifting {
  readonly hook: Pick<Hook, "events">;
  readonly source: Pick<Source, "refinements"> | undefined;
  /**
   * What was sent before is left alone; epoch milliseconds. There is no other end: a clock that is put right in
   * between would make of what was missed something that came behind it.
   */
  readonly fromAt: number;
}

/** Sifts a page; its cursor is null where what comes behind it is too old. */
export function siftAttempts(
  { attempts, cursor }: Pick<AttemptPage, "attempts" | "cursor">,
  { hook, source, fromAt }: Sifting,
): RepairPage {
  const recent = attempts.filter(({ sentAt }) => sentAt >= fromAt);
  const wanted = recent.filter((attempt) =>
    mayMatchEvent(hook.events, eventOf(attempt), source?.refinements),
  );
  const items = wanted.filter(({ ok }) => !ok).map(toItem);
  const delivered = wanted
    .filter(({ ok }) => ok)
    .map((attempt) => Object.assign(toItem(attempt), { isRepeat: attempt.isRepeat }));
  return {
    items,
    delivered,
    listed: recent.length,
    unwanted: recent.length - wanted.length,
    cursor: recent.length < attempts.length ? null : cursor,
  };
}

function eventOf({ event, action }: Pick<Attempt, "event" | "action">): string {
  return action === null ? event : `${event}.${action}`;
}

function toItem(attempt: Attempt) {
  const { id, ref, sentAt } = attempt;
  return { id, ref, sentAt, event: eventOf(attempt) };
}
