// What is held, and for what: a mirror of the ledger's rows, as ids and a few facts.

import type { DeliveryId, HookId } from "../../core/records/ids.ts";
import type { HeldStatus } from "../../core/records/status.ts";
import type { Waiting } from "./waiting-line.ts";

/** A delivery that is held. */
export interface Held {
  readonly entry: Waiting;
  readonly status: HeldStatus;
}

/** Everything that is held. */
export interface Holds {
  keep(entry: Waiting, status: HeldStatus): void;
  /** Takes one out; null where it is not held. */
  drop(id: DeliveryId): Held | null;
  get(id: DeliveryId): Held | undefined;
  all(): Held[];
  /** Whether anything of this hook is held for this. */
  hasAny(hookId: HookId, status: HeldStatus): boolean;
  /** One that is held as paused, and all others that are so on its hook and entity. */
  pausedWith(id: DeliveryId): DeliveryId[];
  readonly size: number;
}

/** Creates it empty. */
export function createHolds(): Holds {
  const held = new Map<DeliveryId, Held>();
  const counts = new Map<string, number>();

  function count({ entry, status }: Held, by: 1 | -1): void {
    const key = countKey(entry.hookId, status);
    counts.set(key, (counts.get(key) ?? 0) + by);
  }

  function drop(id: DeliveryId): Held | null {
    const one = held.get(id);
    if (one === undefined) return null;
    held.delete(id);
    count(one, -1);
    return one;
  }

  return {
    keep(entry, status) {
      drop(entry.id);
      const one = { entry, status };
      held.set(entry.id, one);
      count(one, 1);
    },
    drop,
    hasAny: (hookId, status) => (counts.get(countKey(hookId, status)) ?? 0) > 0,
    get: (id) => held.get(id),
    all: () => [...held.values()],
    pausedWith(id) {
      const { hookId, entity } = held.get(id)?.entry ?? {};
      const together = [...held.values()].filter(
        ({ entry, status }) =>
          status === "held:paused" && entry.hookId === hookId && entry.entity === entity,
      );
      return together.map(({ entry }) => entry.id);
    },
    get size() {
      return held.size;
    },
  };
}

function countKey(hookId: HookId, status: HeldStatus): string {
  return `${hookId} ${status}`;
}
