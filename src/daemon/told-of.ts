// In: what happens in the daemon. Out: whether something of it may wait to leave.

import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import { isErrorStatus, type Status } from "../core/records/status.ts";

/** What the owner is told of without a run. */
const TOLD: ReadonlySet<Status> = new Set<Status>([
  "held:paused",
  "held:approval",
  "held:todo",
  "held:budget",
  "held:agent",
  "skipped:expired",
]);

/** What subscriptions may be told of. */
export function isChange({ type }: WakehookEvent): boolean {
  return (
    type === "delivery" ||
    type === "run" ||
    type === "pause" ||
    type === "turn" ||
    type === "conversation"
  );
}

/** What may have put something into the outbox. */
export function mayHaveReports(event: WakehookEvent): boolean {
  // The start of a run, too: its sender may be told.
  if (event.type === "pause" || event.type === "run" || event.type === "message") return true;
  if (event.type !== "delivery") return false;
  const { status, state, attempts } = event.delivery;
  if (state === "done" && attempts > 0) return true;
  return status !== null && (TOLD.has(status) || isErrorStatus(status));
}
