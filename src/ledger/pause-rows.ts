// What is paused: one row per kind and name, there until it is lifted.

import type { NewReport } from "../core/ledger-port.ts";
import type { Pause, PauseKind } from "../core/pause.ts";
import type { ChangeDeps } from "./delivery-states.ts";
import { addReports } from "./outbox-rows.ts";

/**
 * Writes a pause down in the place of the one that was there, with what the owner is told.
 * @throws WakehookError `storage_unavailable`.
 */
export function writePause(
  { store, clock }: ChangeDeps,
  pause: Pause,
  reports: readonly NewReport[],
): void {
  const { kind, name, cause, since, until, reason, strikes } = pause;
  const at = clock.now();
  store.change((connection) => {
    connection.run("INSERT OR REPLACE INTO pauses VALUES (?, ?, ?, ?, ?, ?, ?)", [
      kind,
      name,
      cause,
      since,
      until,
      reason,
      strikes,
    ]);
    addReports(connection, { deliveryId: null, runId: null, at }, reports);
  });
}

/**
 * Removes a pause, with what the owner is told. False where there is none: nothing is told then.
 * @throws WakehookError `storage_unavailable`.
 */
export function removePause(
  { store, clock }: ChangeDeps,
  { kind, name }: { readonly kind: PauseKind; readonly name: string },
  reports: readonly NewReport[],
): boolean {
  const at = clock.now();
  const isThere = "SELECT 1 FROM pauses WHERE kind = ? AND name = ?";
  if (store.read((connection) => connection.one(isThere, [kind, name])) === undefined) return false;
  store.change((connection) => {
    connection.run("DELETE FROM pauses WHERE kind = ? AND name = ?", [kind, name]);
    addReports(connection, { deliveryId: null, runId: null, at }, reports);
  });
  return true;
}
