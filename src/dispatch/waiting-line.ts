// What waits for its turn, as ids and a few facts: payloads stay on disk.
// One line per hook, ordered by priority, then by arrival; the heads of all lines compete. Who came first is
// counted and not read from the clock: a clock that is put back would let all that comes go before all that waits.

import type { Delivery, DeliveryOrigin } from "../core/delivery.ts";
import type { PriorityName } from "../core/hook.ts";
import type { DeliveryId, HookId } from "../core/ids.ts";

/** What the dispatcher keeps in memory of a delivery that waits. */
export interface Waiting {
  readonly id: DeliveryId;
  readonly hookId: HookId;
  readonly event: string | null;
  readonly entity: string | null;
  readonly origin: DeliveryOrigin;
  readonly priority: PriorityName;
  /** The how-many-th to come; kept while it is held. */
  readonly arrival: number;
  /** The owner said "run it": the fuse is not asked again. */
  readonly released: boolean;
}

/** Lines of waiting deliveries, one per hook. */
export interface WaitingLine {
  add(entry: Waiting): void;
  /** Takes an entry out; false where it does not wait. */
  remove(id: DeliveryId): Waiting | null;
  /** The first of every line, in the order in which they may go. */
  heads(): Waiting[];
  /** All ids, for a pass over everything. */
  ids(): DeliveryId[];
  get(id: DeliveryId): Waiting | undefined;
  readonly size: number;
}

const RANKS: Readonly<Record<PriorityName, number>> = { critical: 0, high: 1, medium: 2, low: 3 };

/** Builds the part of a delivery that waits in memory. */
export function toWaiting(delivery: Delivery, arrival: number): Waiting {
  const { id, hookId, event, entity, origin, priority } = delivery;
  return { id, hookId, event, entity, origin, priority, arrival, released: false };
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

/** Priority first, then arrival. */
function compare(a: Waiting, b: Waiting): number {
  const byRank = RANKS[a.priority] - RANKS[b.priority];
  return byRank === 0 ? a.arrival - b.arrival : byRank;
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
