// What the owner lets go for one delivery adds up: a reason once waived stays waived, a bound is never widened.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Waiver } from "../../core/ports/ledger-port.ts";
import { PERMISSIONS, type Permission } from "../../core/settings/providers.ts";
import type { Connection } from "../file/connection.ts";

/** Adds a waiver to what a delivery has, within an open transaction. */
export function addWaiver(connection: Connection, to: Delivery, waiver: Waiver): void {
  const waived = [...new Set([...to.waived, ...waiver.waived])];
  connection.run("UPDATE deliveries SET waived = ?, permission = ? WHERE id = ?", [
    JSON.stringify(waived),
    stricter(to.permission, waiver.permission),
    to.id,
  ]);
}

/** From the strictest to the widest; null is no bound at all. */
const ORDER = Object.keys(PERMISSIONS) as Permission[];

function stricter(one: Permission | null, other: Permission | null): Permission | null {
  if (one === null || other === null) return one ?? other;
  return ORDER.indexOf(one) <= ORDER.indexOf(other) ? one : other;
}
