// Questions to the ledger, over whatever connection is handed in: the daemon's, or the CLI's read-only one.

import { hash } from "node:crypto";
import type { Delivery, DeliveryContent, HeaderList } from "../../core/records/delivery.ts";
import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { HookHistory, LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { Pause } from "../../core/admission/pause.ts";
import type { Connection } from "../file/connection.ts";
import { listDeliveries, listOutbox, listRuns } from "./lists.ts";
import { readSinkStates } from "../outbox/outbox-changes.ts";
import { countWaiting, readOutboxEntry, readTries } from "../outbox/outbox-rows.ts";
import {
  DELIVERY_COLUMNS,
  OUTBOX_COLUMNS,
  RUN_COLUMNS,
  toDelivery,
  toHookHistory,
  toOutboxEntry,
  toPause,
  toRun,
  type DeliveryRow,
  type RunRow,
} from "./rows.ts";
import { readAllowance, readLastCost, readSpending } from "../changes/spending.ts";

/** Runs a question on an open connection. */
export type Ask = <Result>(work: (connection: Connection) => Result) => Result;

/** Creates the reading half of the ledger. */
export function createReads(ask: Ask): LedgerReadPort {
  return {
    delivery: (id) => ask((connection) => readDelivery(connection, id)),
    content: (id) => ask((connection) => readContent(connection, id)),
    run: (id) =>
      ask((connection) => {
        const row = connection.one<RunRow>(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`, [id]);
        return row === undefined ? null : toRun(row);
      }),
    deliveries: (filter) => ask((connection) => listDeliveries(connection, filter)),
    runs: (filter) => ask((connection) => listRuns(connection, filter)),
    hookHistory: () => ask(readHookHistory),
    findIds: (prefix, limit) => ask((connection) => findIds(connection, prefix, limit)),
    reports: (deliveryId) =>
      ask((connection) =>
        connection
          .all<OutboxEntry>(
            `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE delivery_id = ? ORDER BY id`,
            [deliveryId],
          )
          .map(toOutboxEntry),
      ),
    outbox: (filter) => ask((connection) => listOutbox(connection, filter)),
    outboxEntry: (id) => ask((connection) => readOutboxEntry(connection, id)),
    outboxTries: (id) => ask((connection) => readTries(connection, id)),
    outboxWaiting: () => ask(countWaiting),
    sinkStates: () => ask(readSinkStates),
    pauses: () => ask(readPauses),
    spendingSince: (hookId, since) => ask((connection) => readSpending(connection, hookId, since)),
    allowance: (hookId, day) => ask((connection) => readAllowance(connection, hookId, day)),
    lastCostUsd: (hookId) => ask((connection) => readLastCost(connection, hookId)),
  };
}

/** A delivery by its id, or null. */
export function readDelivery(connection: Connection, id: DeliveryId): Delivery | null {
  const row = connection.one<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE id = ?`,
    [id],
  );
  return row === undefined ? null : toDelivery(row);
}

/** What is queued or held, oldest first. */
export function readWaiting(connection: Connection): Delivery[] {
  const rows = connection.all<DeliveryRow>(
    `SELECT ${DELIVERY_COLUMNS} FROM deliveries WHERE state IN ('queued', 'held') ORDER BY sequence`,
  );
  return rows.map(toDelivery);
}

function readContent(connection: Connection, id: DeliveryId): DeliveryContent | null {
  const row = connection.one<{
    bodySha256: Uint8Array;
    headers: Uint8Array | null;
    body: Uint8Array | null;
  }>(
    `SELECT body_sha256 AS bodySha256, headers, body FROM deliveries
      LEFT JOIN contents USING (sequence) WHERE id = ?`,
    [id],
  );
  if (row === undefined) return null;
  if (row.body === null || row.headers === null) return { headers: [], body: null };
  if (!hash("sha256", row.body, "buffer").equals(row.bodySha256)) {
    throw new WakehookError("ledger_damaged", `the body of ${id} is not what was received`, {
      hint: "the disk altered it; let the sender deliver again, and check the disk",
    });
  }
  const headers = JSON.parse(Buffer.from(row.headers).toString()) as HeaderList;
  return { headers, body: row.body };
}

function readHookHistory(connection: Connection): HookHistory[] {
  const rows = connection.all<HookHistory>(`
    SELECT h.hookId, h.deliveries, h.waiting, newest.received_at AS lastReceivedAt, ended.status AS lastStatus
    FROM (
      SELECT hook_id AS hookId, count(*) AS deliveries, sum(state IN ('queued', 'held')) AS waiting,
        max(sequence) AS newest, max(CASE WHEN state = 'done' THEN sequence END) AS ended
      FROM deliveries GROUP BY hook_id
    ) AS h
    JOIN deliveries AS newest ON newest.sequence = h.newest
    LEFT JOIN deliveries AS ended ON ended.sequence = h.ended
    ORDER BY h.hookId`);
  return rows.map(toHookHistory);
}

function readPauses(connection: Connection): Pause[] {
  return connection.all<Pause>("SELECT * FROM pauses ORDER BY since, kind, name").map(toPause);
}

/** Greater than every id that begins with a prefix. */
const PAST_ANY_ID = "\u{10ffff}";

function findIds(connection: Connection, prefix: string, limit: number): string[] {
  const rows = connection.all<{ id: string }>(
    `SELECT id FROM (SELECT id FROM deliveries WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)
    UNION ALL
    SELECT id FROM (SELECT id FROM runs WHERE id >= ?1 AND id < ?2 ORDER BY id LIMIT ?3)
    LIMIT ?3`,
    [prefix, prefix + PAST_ANY_ID, limit],
  );
  return rows.map(({ id }) => id);
}
