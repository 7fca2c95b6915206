// How a delivery moves from state to state. Every move names where it may come from; any other is refused.
//
//   queued <-> held      queued -> running -> done | queued | held      queued, held -> done
//   done -> queued only by a sender's redelivery (accept-one.ts)
//
// Every move says anew what the delivery waits for: nothing of an earlier wait is left over.

import type { Delivery } from "../../core/records/delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { NewHold, NewReport, Waiver } from "../../core/ports/ledger-port.ts";
import type { DeliveryState, DoneStatus, HeldStatus } from "../../core/records/status.ts";
import { announceMove, type AnnounceDeps } from "./announce.ts";
import type { Connection } from "../file/connection.ts";
import { addReports } from "../outbox/outbox-rows.ts";
import type { LedgerClock } from "../file/paths.ts";
import { readDelivery } from "../reading/reads.ts";
import type { Store } from "../store.ts";
import { addWaiver } from "./waiver.ts";

/** What these functions work on. */
export interface ChangeDeps extends AnnounceDeps {
  readonly store: Store;
  readonly clock: Pick<LedgerClock, "now">;
}

/** Where a delivery goes to, and why. */
export type Move = {
  readonly from: readonly DeliveryState[];
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
} & Target;

type Target =
  | { readonly to: "queued"; readonly notBefore: number | null }
  | {
      readonly to: "held";
      readonly status: HeldStatus;
      readonly until: number | null;
      readonly expiresAt: number | null;
    }
  | { readonly to: "running" }
  | { readonly to: "done"; readonly status: DoneStatus };

/**
 * queued or held -> held, with its reports.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function holdDelivery(
  deps: ChangeDeps,
  id: DeliveryId,
  { reports, ...hold }: NewHold & { readonly reports: readonly NewReport[] },
): void {
  const at = deps.clock.now();
  deps.store.change((connection) => {
    const move = { from: ["queued", "held"], to: "held", ...hold, at } as const;
    const before = moveDelivery(connection, id, move);
    addReports(connection, { deliveryId: id, runId: null, at }, reports);
    announceMove(deps, connection, { before, at });
  });
}

/**
 * held -> queued, with what the owner lets go for it.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function releaseDelivery(
  deps: ChangeDeps,
  id: DeliveryId,
  waiver: Waiver | undefined,
): void {
  const at = deps.clock.now();
  deps.store.change((connection) => {
    const move = { from: ["held"], to: "queued", reason: null, notBefore: null, at } as const;
    const before = moveDelivery(connection, id, move);
    if (waiver !== undefined) addWaiver(connection, before, waiver);
    announceMove(deps, connection, { before, at, approved: waiver !== undefined });
  });
}

/**
 * queued or held -> done, with its reports.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function endDelivery(
  deps: ChangeDeps,
  id: DeliveryId,
  end: {
    readonly status: DoneStatus;
    readonly reason: string | null;
    readonly reports: readonly NewReport[];
  },
): void {
  const at = deps.clock.now();
  const { status, reason } = end;
  deps.store.change((connection) => {
    const move = { from: ["queued", "held"], to: "done", status, reason, at } as const;
    const before = moveDelivery(connection, id, move);
    addReports(connection, { deliveryId: id, runId: null, at }, end.reports);
    announceMove(deps, connection, { before, at });
  });
  deps.store.memory().waiting -= 1;
}

/**
 * Makes one move within an open transaction. Returns the delivery as it was before.
 * @throws WakehookError `not_found`, or `refused` where the delivery is in none of the states of `from`.
 */
export function moveDelivery(connection: Connection, id: DeliveryId, move: Move): Delivery {
  const before = readDelivery(connection, id);
  if (before === null) throw new WakehookError("not_found", `there is no delivery ${id}`);
  if (!move.from.includes(before.state)) {
    throw new WakehookError(
      "refused",
      `delivery ${id} is ${before.state}; it cannot become ${move.to}`,
      { hint: `only one that is ${move.from.join(" or ")} can` },
    );
  }
  const held = move.to === "held" ? move : null;
  connection.run(
    `UPDATE deliveries SET state = ?, status = ?, reason = ?, updated_at = ?,
      held_since = ?, held_until = ?, expires_at = ?, not_before = ? WHERE id = ?`,
    [
      move.to,
      "status" in move ? move.status : null,
      move.reason,
      move.at,
      held === null ? null : heldSince(before, held),
      held?.until ?? null,
      held?.expiresAt ?? null,
      move.to === "queued" ? move.notBefore : null,
      id,
    ],
  );
  return before;
}

/** Held again for the same, it has been held all the while. */
function heldSince(before: Delivery, held: { readonly status: HeldStatus; readonly at: number }) {
  const isSame = before.state === "held" && before.status === held.status;
  return isSame ? (before.heldSince ?? held.at) : held.at;
}
