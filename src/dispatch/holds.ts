// What is held, and for what: a mirror of the ledger's rows, as ids and a few facts.

import type { DeliveryId } from "../core/ids.ts";
import type { HeldStatus } from "../core/status.ts";
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
  /** One that is held as paused, and all others that are so on its hook and entity. */
  pausedWith(id: DeliveryId): DeliveryId[];
  readonly size: number;
}

/** Creates it empty. */
export function createHolds(): Holds {
  const held = new Map<DeliveryId, Held>();
  return {
    keep: (entry, status) => void held.set(entry.id, { entry, status }),
    drop(id) {
      const one = held.get(id) ?? null;
      held.delete(id);
      return one;
    },
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
