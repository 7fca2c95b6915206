// What the owner is told about no single delivery: each key once, however often it is asked for.

import type { NewReport } from "../../core/ports/ledger-port.ts";
import type { ChangeDeps } from "./delivery-states.ts";
import { addReports } from "../outbox/outbox-rows.ts";

/**
 * Uses a key up and puts its reports into the outbox, in one transaction. False where the key was used before.
 * @throws WakehookError `storage_unavailable`; the key is not used up then.
 */
export function notifyOnce(
  { store, clock }: ChangeDeps,
  key: string,
  reports: readonly NewReport[],
): boolean {
  const at = clock.now();
  const isUsed = "SELECT 1 FROM notices WHERE key = ?";
  if (store.read((connection) => connection.one(isUsed, [key])) !== undefined) return false;
  store.change((connection) => {
    connection.run("INSERT INTO notices VALUES (?, ?)", [key, at]);
    addReports(connection, { deliveryId: null, runId: null, at }, reports);
  });
  return true;
}

/** When a key was used up; null: it was not, or its row is gone. */
export function readNotifiedAt({ store }: Pick<ChangeDeps, "store">, key: string): number | null {
  const found = store.read((connection) =>
    connection.one<{ at: number }>("SELECT used_at AS at FROM notices WHERE key = ?", [key]),
  );
  return found?.at ?? null;
}
