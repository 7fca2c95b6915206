// What the owner says about one delivery: again, not at all, go on.

import type { AcceptOutcome, Delivery, NewDelivery, WakehookEvent } from "../core/delivery.ts";
import { WakehookError } from "../core/errors.ts";
import type { DeliveryId } from "../core/ids.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { SettingsSnapshot } from "../core/settings.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import { copyOf } from "./replay.ts";
import type { WaitingRoom } from "./waiting-room.ts";

/** What the commands need from around them. */
export interface OwnerCommandsDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ledger: Pick<LedgerPort, "delivery" | "content" | "accept" | "end">;
  readonly settings: () => SettingsSnapshot;
  readonly emit: (event: WakehookEvent) => void;
  readonly room: Pick<WaitingRoom, "leave" | "release">;
  /** Takes in a delivery that was accepted. */
  readonly offer: (arrived: NewDelivery, outcome: AcceptOutcome) => void;
}

/** What the owner may say. */
export interface OwnerCommands {
  /**
   * Accepts the same request once more, as a delivery of its own.
   * @throws WakehookError `not_found`, `refused` where its payload is no longer kept, or what accept throws.
   */
  replay(id: DeliveryId): Promise<DeliveryId>;
  /** Ends a waiting delivery as `skipped:discarded`. @throws WakehookError `not_found`, `refused` where it does not wait. */
  discard(id: DeliveryId): void;
  /**
   * Lets a held delivery go; where a fuse has blown, all that is held on its entity. It is asked about its
   * other reasons once more. @throws WakehookError `not_found`, `refused` where it is not held.
   */
  release(id: DeliveryId): void;
}

/** Builds the commands. */
export function createOwnerCommands(deps: OwnerCommandsDeps): OwnerCommands {
  const { ledger, room } = deps;

  function announce(id: DeliveryId): void {
    deps.emit({ type: "delivery", at: deps.clock.now(), delivery: findDelivery(ledger, id) });
  }

  return {
    async replay(id) {
      const copy = copyOf(deps, findDelivery(ledger, id));
      const { maxQueued } = deps.settings().config.webhooks;
      deps.offer(copy, await ledger.accept(copy, { maxQueued }));
      return copy.id;
    },
    discard(id) {
      requireState(findDelivery(ledger, id), ["queued", "held"], "does not wait");
      ledger.end(id, "skipped:discarded", "discarded by the owner", []);
      room.leave(id);
      announce(id);
    },
    release(id) {
      const delivery = findDelivery(ledger, id);
      requireState(delivery, ["held"], "is not held");
      room.release(delivery);
      announce(id);
    },
  };
}

/** Reads a delivery. @throws WakehookError `not_found`. */
export function findDelivery(ledger: Pick<LedgerPort, "delivery">, id: DeliveryId): Delivery {
  const delivery = ledger.delivery(id);
  if (delivery === null) throw new WakehookError("not_found", `no delivery ${id}`);
  return delivery;
}

function requireState(
  { id, state }: Delivery,
  wanted: ReadonlyArray<Delivery["state"]>,
  words: string,
): void {
  if (!wanted.includes(state))
    throw new WakehookError("refused", `delivery ${id} ${words}: it is ${state}`);
}
