// What waits for its turn, as ids and a few facts: payloads stay on disk.
// One line per hook, ordered by priority and arrival; the heads of all lines compete. Who came first is counted
// and not read from the clock: a clock that is put back would let all that comes go before all that waits.

import type { Delivery, DeliveryOrigin } from "../../core/records/delivery.ts";
import type { PriorityName } from "../../core/settings/hook.ts";
import type { DeliveryId, HookId, RunId } from "../../core/records/ids.ts";
import { PRIORITY_RANKS } from "../../core/admission/priority.ts";
import type { Permission } from "../../core/settings/providers.ts";
import type { HeldStatus } from "../../core/records/status.ts";

/** What the dispatcher keeps in memory of a delivery that waits. What can change while it does is written in place. */
export interface Waiting extends Arrival {
  readonly id: DeliveryId;
  readonly hookId: HookId;
  readonly event: string | null;
  readonly entity: string | null;
  readonly origin: DeliveryOrigin;
  readonly priority: PriorityName;
  readonly receivedAt: number;
  readonly sentAt: number;
  readonly attempts: number;
  notBefore: number | null;
  burstSince: number | null;
  expiresAt: number | null;
  waived: readonly HeldStatus[];
  permission: Permission | null;
  readonly causedBy: RunId | null;
  merged: number;
  /** Milliseconds; the lowest goes first. See `placeOf`. */
  readonly place: number;
}

/** Lines of waiting deliveries, one per hook. */
export interface WaitingLine {
  add(entry: Waiting): void;
  /** Takes an entry out; null where it does not wait. */
  remove(id: DeliveryId): Waiting | null;
  /** The first of every line, in the order in which they may go. */
  heads(): Waiting[];
  /** All ids, for a pass over everything. */
  ids(): DeliveryId[];
  get(id: DeliveryId): Waiting | undefined;
  readonly size: number;
}

/** How much later each priority goes than the one above it: a low one that has waited as long goes first. */
const STEP_MS = 30 * 60_000;

/**
 * A place in the line: the time of arrival, later by half an hour for each step of priority. So the more urgent
 * goes first, and the least urgent is overtaken for an hour and a half at most.
 * @param arrivedAt never earlier than that of those who came before, whatever the clock did
 */
export function placeOf(priority: PriorityName, arrivedAt: number): number {
  return arrivedAt + PRIORITY_RANKS[priority] * STEP_MS;
}

/** When and as the how-many-th a delivery came; kept while it is held, and when it comes back from a run. */
export interface Arrival {
  readonly arrival: number;
  readonly arrivedAt: number;
}

/** Numbers what comes; its time never goes back, whatever the clock does. */
export function countArrivals(): (receivedAt: number) => Arrival {
  let arrivals = 0;
  let last = 0;
  return (receivedAt) => {
    last = Math.max(last, receivedAt);
    return { arrival: arrivals++, arrivedAt: last };
  };
}

/** Builds the part of a delivery that waits in memory. */
export function toWaiting(delivery: Delivery, { arrival, arrivedAt }: Arrival): Waiting {
  const { id, hookId, event, entity, origin, priority, receivedAt, sentAt, attempts } = delivery;
  const { notBefore, burstSince, expiresAt, waived, permission, causedBy, merged } = delivery;
  const place = placeOf(priority, arrivedAt);
  return Object.assign(
    {
      id,
      hookId,
      event,
      entity,
      origin,
      priority,
      receivedAt,
      sentAt,
      attempts,
      arrival,
      arrivedAt,
      place,
    },
    { notBefore, burstSince, expiresAt, waived, permission, causedBy, merged },
  );
}

/** Creates empty lines. */
export function createWaitingLine(): WaitingLine {
  // Lines stay in the map in the order in which they began to wait: that settles ties between hooks.
  const lines = new Map<HookId, Waiting[]>();
  const byId = new Map<DeliveryId, Waiting>();
  return {
    add(entry) {
      if (byId.has(entry.id)) return;
      byId.set(entry.id, entry);
      const line = lines.get(entry.hookId);
      if (line === undefined) lines.set(entry.hookId, [entry]);
      else insert(line, entry);
    },
    remove(id) {
      const entry = byId.get(id);
      if (entry === undefined) return null;
      byId.delete(id);
      const line = lines.get(entry.hookId) ?? [];
      line.splice(line.indexOf(entry), 1);
      if (line.length === 0) lines.delete(entry.hookId);
      return entry;
    },
    heads() {
      const heads: Waiting[] = [];
      for (const [first] of lines.values()) if (first !== undefined) heads.push(first);
      return heads.sort(compare);
    },
    ids: () => [...byId.keys()],
    get: (id) => byId.get(id),
    get size() {
      return byId.size;
    },
  };
}

function compare(a: Waiting, b: Waiting): number {
  return a.place === b.place ? a.arrival - b.arrival : a.place - b.place;
}

/** Keeps a line in order. New entries nearly always belong at its end. */
function insert(line: Waiting[], entry: Waiting): void {
  let position = line.length;
  for (; position > 0; position -= 1) {
    const before = line[position - 1];
    if (before === undefined || compare(before, entry) <= 0) break;
  }
  line.splice(position, 0, entry);
}
