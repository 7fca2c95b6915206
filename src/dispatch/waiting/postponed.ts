// What waits for an instant: a burst that may go on, an attempt that comes later.

import type { DeliveryId } from "../../core/records/ids.ts";
import type { Waiting } from "./waiting-line.ts";

/** Deliveries that are queued and not yet to start. */
export interface Postponed {
  add(entry: Waiting, until: number): void;
  remove(id: DeliveryId): Waiting | null;
  has(id: DeliveryId): boolean;
  /** Takes out those whose instant has come; all of them where it is to be asked anew. */
  takeDue(now: number): Waiting[];
  /** The next instant; null: nothing waits for one. */
  nextAt(): number | null;
  readonly size: number;
}

/** Creates it empty. */
export function createPostponed(): Postponed {
  const waiting = new Map<DeliveryId, { readonly entry: Waiting; readonly until: number }>();
  return {
    add: (entry, until) => void waiting.set(entry.id, { entry, until }),
    remove(id) {
      const one = waiting.get(id)?.entry ?? null;
      waiting.delete(id);
      return one;
    },
    has: (id) => waiting.has(id),
    takeDue(now) {
      const due = [...waiting.values()].filter(({ until }) => until <= now);
      for (const { entry } of due) waiting.delete(entry.id);
      return due.map(({ entry }) => entry);
    },
    nextAt() {
      let next: number | null = null;
      for (const { until } of waiting.values()) next = Math.min(next ?? until, until);
      return next;
    },
    get size() {
      return waiting.size;
    },
  };
}
