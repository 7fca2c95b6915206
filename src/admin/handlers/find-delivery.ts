// The id of a path in; the delivery that has it out, or a refusal.

import type { Delivery } from "../../core/records/delivery.ts";
import { isDeliveryId } from "../../core/records/ids.ts";
import { refusal, type AdminRefusal } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";

/** Finds a delivery by its whole id. */
export function findDelivery(ledger: AdminDeps["ledger"], id: string): Delivery | AdminRefusal {
  const delivery = isDeliveryId(id) ? ledger.delivery(id) : null;
  if (delivery !== null) return delivery;
  const hint = isDeliveryId(id) ? undefined : "give the whole id, as dlv_ and 26 characters";
  return refusal("not_found", `there is no delivery ${JSON.stringify(id.slice(0, 80))}`, hint);
}
