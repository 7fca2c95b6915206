// What has just been written becomes messages in the outbox, within the same transaction: both are there, or neither.

import type { Delivery } from "../../core/records/delivery.ts";
import type { Run } from "../../core/records/run.ts";
import type { Announcer, Happening } from "../../core/outbound/happening.ts";
import type { RunId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { addReports } from "../outbox/outbox-rows.ts";
import { readDelivery } from "../reading/reads.ts";

/** Who is told, if anybody. */
export interface AnnounceDeps {
  readonly announcer?: Announcer | undefined;
}

/** A delivery was moved: told by how it was and how it is now. */
export function announceMove(
  deps: AnnounceDeps,
  connection: Connection,
  { before, at, approved = false }: { before: Delivery; at: number; approved?: boolean },
): void {
  if (deps.announcer?.wants("moved") !== true) return;
  const delivery = readDelivery(connection, before.id);
  if (delivery === null) return;
  announce(deps, connection, { kind: "moved", at, before, delivery, approved });
}

/** A run has ended: told by itself, and by what became of its delivery. */
export function announceEnd(
  deps: AnnounceDeps,
  connection: Connection,
  { run, before, at }: { readonly run: Run; readonly before: Delivery; readonly at: number },
): void {
  const delivery =
    deps.announcer?.wants("run") === true ? readDelivery(connection, before.id) : null;
  if (delivery !== null) announce(deps, connection, { kind: "run", at, run, delivery });
  announceMove(deps, connection, { before, at });
}

/** Tells what happened. */
export function announce(
  { announcer }: AnnounceDeps,
  connection: Connection,
  happening: Happening,
): void {
  if (announcer?.wants(happening.kind) !== true) return;
  const deliveryId = "delivery" in happening ? happening.delivery.id : null;
  const runId: RunId | null = "run" in happening ? happening.run.id : null;
  const { at } = happening;
  addReports(connection, { deliveryId, runId, at }, announcer.messagesOf(happening));
}
