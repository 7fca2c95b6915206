// How a delivery moves from state to state. Every move names where it may come from; any other is refused.
//
//   queued <-> held      queued -> running -> done | queued | held      queued, held -> done
//   done -> queued only by a sender's redelivery (accept-one.ts)

import type { DeliveryId } from "../core/ids.ts";
import { WakehookError } from "../core/errors.ts";
import type { DoneStatus, DeliveryState, HeldStatus } from "../core/status.ts";
import type { NewReport } from "../core/ledger-port.ts";
import type { Connection } from "./connection.ts";
import { addReports } from "./outbox-rows.ts";
import type { LedgerClock } from "./paths.ts";
import type { Store } from "./store.ts";

/** What these functions work on. */
export interface ChangeDeps {
  readonly store: Store;
  readonly clock: Pick<LedgerClock, "now">;
}

/** Where a delivery goes to, and why. */
export interface Move {
  readonly from: readonly DeliveryState[];
  readonly to: DeliveryState;
  readonly status: HeldStatus | DoneStatus | null;
  readonly reason: string | null;
  /** Epoch milliseconds. */
  readonly at: number;
}

/**
 * queued or held -> held, with its reports.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function holdDelivery(
  { store, clock }: ChangeDeps,
  id: DeliveryId,
  held: {
    readonly status: HeldStatus;
    readonly reason: string | null;
    readonly reports: readonly NewReport[];
  },
): void {
  const at = clock.now();
  const { status, reason } = held;
  store.change((connection) => {
    moveDelivery(connection, id, { from: ["queued", "held"], to: "held", status, reason, at });
    addReports(connection, { deliveryId: id, runId: null, at }, held.reports);
  });
}

/**
 * held -> queued.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function releaseDelivery({ store, clock }: ChangeDeps, id: DeliveryId): void {
  const at = clock.now();
  store.change((connection) => {
    moveDelivery(connection, id, { from: ["held"], to: "queued", status: null, reason: null, at });
  });
}

/**
 * queued or held -> done, with its reports.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function endDelivery(
  { store, clock }: ChangeDeps,
  id: DeliveryId,
  end: {
    readonly status: DoneStatus;
    readonly reason: string | null;
    readonly reports: readonly NewReport[];
  },
): void {
  const at = clock.now();
  const { status, reason } = end;
  store.change((connection) => {
    moveDelivery(connection, id, { from: ["queued", "held"], to: "done", status, reason, at });
    addReports(connection, { deliveryId: id, runId: null, at }, end.reports);
  });
  store.memory().waiting -= 1;
}

/**
 * Makes one move within an open transaction.
 * @throws WakehookError `not_found`, or `refused` where the delivery is in none of the states of `from`.
 */
export function moveDelivery(connection: Connection, id: DeliveryId, move: Move): void {
  const state = connection.one<{ state: DeliveryState }>(
    "SELECT state FROM deliveries WHERE id = ?",
    [id],
  )?.state;
  if (state === undefined) throw new WakehookError("not_found", `there is no delivery ${id}`);
  if (!move.from.includes(state)) {
    throw new WakehookError("refused", `delivery ${id} is ${state}; it cannot become ${move.to}`, {
      hint: `only one that is ${move.from.join(" or ")} can`,
    });
  }
  connection.run(
    "UPDATE deliveries SET state = ?, status = ?, reason = ?, updated_at = ? WHERE id = ?",
    [move.to, move.status, move.reason, move.at, id],
  );
}
