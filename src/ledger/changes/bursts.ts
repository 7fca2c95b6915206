// Deliveries that wait for a burst to end, and those whose place a newer one of the same entity has taken.

import type { Delivery } from "../../core/records/delivery.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import { announceMove } from "./announce.ts";
import type { Connection } from "../file/connection.ts";
import { moveDelivery, type ChangeDeps } from "./delivery-states.ts";
import { readDelivery } from "../reading/reads.ts";

/**
 * queued -> queued, not to start before an instant.
 * @throws WakehookError `not_found`, `refused`, `storage_unavailable`.
 */
export function postponeDelivery(
  { store, clock }: ChangeDeps,
  id: DeliveryId,
  wait: { readonly until: number; readonly reason: string; readonly burstSince: number | null },
): void {
  const at = clock.now();
  const { until: notBefore, reason, burstSince } = wait;
  store.change((connection) => {
    moveDelivery(connection, id, { from: ["queued"], to: "queued", notBefore, reason, at });
    connection.run("UPDATE deliveries SET burst_since = ? WHERE id = ?", [burstSince, id]);
  });
}

/**
 * The older ends as `skipped:coalesced`; the newer counts it and all that it had taken the place of.
 * @throws WakehookError `not_found`, `refused` where one of them does not wait or they are not on one entity of
 *   one hook, `storage_unavailable`.
 */
export function mergeDeliveries(
  deps: ChangeDeps,
  pair: { readonly older: DeliveryId; readonly newer: DeliveryId },
  reason: string,
): void {
  const at = deps.clock.now();
  deps.store.change((connection) => {
    const newer = readDelivery(connection, pair.newer);
    const move = { from: ["queued", "held"], to: "done", status: "skipped:coalesced" } as const;
    const older = moveDelivery(connection, pair.older, { ...move, reason, at });
    requireMergeable(older, newer, pair.newer);
    connection.run("UPDATE deliveries SET merged_into = ? WHERE id = ?", [newer.id, older.id]);
    takePlace(connection, { older, newer, at });
    announceMove(deps, connection, { before: older, at });
  });
  deps.store.memory().waiting -= 1;
}

function requireMergeable(
  older: Delivery,
  newer: Delivery | null,
  id: DeliveryId,
): asserts newer is Delivery {
  if (newer === null) throw new WakehookError("not_found", `there is no delivery ${id}`);
  const isWaiting = newer.state === "queued" || newer.state === "held";
  if (newer.id === older.id || !isWaiting)
    throw new WakehookError("refused", `delivery ${id} is ${newer.state}; it takes no place`, {
      hint: "only another one that is queued or held can",
    });
  if (older.entity === null || older.entity !== newer.entity || older.hookId !== newer.hookId)
    throw new WakehookError("refused", `${older.id} and ${id} are about different things`, {
      hint: "only deliveries on one entity of one hook are merged",
    });
}

function takePlace(
  connection: Connection,
  { older, newer, at }: { readonly older: Delivery; readonly newer: Delivery; readonly at: number },
): void {
  connection.run("UPDATE deliveries SET merged = ?, burst_since = ?, updated_at = ? WHERE id = ?", [
    newer.merged + older.merged + 1,
    earlier(older.burstSince, newer.burstSince),
    at,
    newer.id,
  ]);
}

function earlier(one: number | null, other: number | null): number | null {
  return one === null || other === null ? (one ?? other) : Math.min(one, other);
}
