// Which deliveries that wait are about the same: a newer one may take the place of an older.

import type { DeliveryId } from "../../core/records/ids.ts";
import type { Waiting } from "./waiting-line.ts";

/** Deliveries that wait, by hook and entity. */
export interface EntityIndex {
  add(entry: Waiting): void;
  remove(entry: Waiting): void;
  /** Those on the same hook and entity that came before, oldest first. */
  before(entry: Waiting): Waiting[];
}

/** Creates an empty index; deliveries without an entity are in none. */
export function createEntityIndex(): EntityIndex {
  const groups = new Map<string, Map<DeliveryId, Waiting>>();
  return {
    add(entry) {
      if (entry.entity === null) return;
      const key = entityKey(entry);
      const group = groups.get(key) ?? new Map<DeliveryId, Waiting>();
      groups.set(key, group.set(entry.id, entry));
    },
    remove(entry) {
      const key = entityKey(entry);
      const group = groups.get(key);
      group?.delete(entry.id);
      if (group?.size === 0) groups.delete(key);
    },
    before(entry) {
      const group = groups.get(entityKey(entry));
      if (group === undefined || group.size < 2) return [];
      const older = [...group.values()].filter(({ arrival }) => arrival < entry.arrival);
      return older.sort((a, b) => a.arrival - b.arrival);
    },
  };
}

function entityKey({ hookId, entity }: Waiting): string {
  return `${hookId} ${entity ?? ""}`;
}
