// What is paused: one row per kind and name, there until it is lifted.

import type { NewReport } from "../../core/ports/ledger-port.ts";
import type { Pause, PauseKind } from "../../core/admission/pause.ts";
import { announce } from "./announce.ts";
import type { ChangeDeps } from "./delivery-states.ts";
import { addReports } from "../outbox/outbox-rows.ts";
import { toPause } from "../reading/rows.ts";

/**
 * Writes a pause down in the place of the one that was there, with what the owner is told.
 * @throws WakehookError `storage_unavailable`.
 */
export function writePause(deps: ChangeDeps, pause: Pause, reports: readonly NewReport[]): void {
  const { kind, name, cause, since, until, reason, strikes } = pause;
  const at = deps.clock.now();
  deps.store.change((connection) => {
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
    announce(deps, connection, { kind: "pause", at, pause, ended: false });
  });
}

/**
 * Removes a pause, with what the owner is told. False where there is none: nothing is told then.
 * @throws WakehookError `storage_unavailable`.
 */
export function removePause(
  deps: ChangeDeps,
  { kind, name }: { readonly kind: PauseKind; readonly name: string },
  reports: readonly NewReport[],
): boolean {
  const at = deps.clock.now();
  const pause = deps.store.read((connection) =>
    connection.one<Pause>("SELECT * FROM pauses WHERE kind = ? AND name = ?", [kind, name]),
  );
  if (pause === undefined) return false;
  deps.store.change((connection) => {
    connection.run("DELETE FROM pauses WHERE kind = ? AND name = ?", [kind, name]);
    addReports(connection, { deliveryId: null, runId: null, at }, reports);
    announce(deps, connection, { kind: "pause", at, pause: toPause(pause), ended: true });
  });
  return true;
}
