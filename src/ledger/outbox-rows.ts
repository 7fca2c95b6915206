// Reports that wait to leave: written with the end of their run or delivery, kept until they arrived or were given up.

import type { OutboxEntry } from "../core/delivery.ts";
import { WakehookError } from "../core/errors.ts";
import type { DeliveryId, RunId } from "../core/ids.ts";
import type { NewReport } from "../core/ledger-port.ts";
import { LONGEST_RETRY_MS } from "../core/report.ts";
import type { Connection } from "./connection.ts";
import { OUTBOX_COLUMNS, toOutboxEntry } from "./rows.ts";

/** What a report is about. */
export interface ReportSubject {
  /** null: a notice, about no single delivery. */
  readonly deliveryId: DeliveryId | null;
  readonly runId: RunId | null;
  /** Due from here on; epoch milliseconds. */
  readonly at: number;
}

/** Adds reports within the transaction that ends their subject. */
export function addReports(
  connection: Connection,
  { deliveryId, runId, at }: ReportSubject,
  reports: readonly NewReport[],
): void {
  for (const { sink, payload } of reports) {
    connection.run(
      "INSERT INTO outbox (delivery_id, run_id, sink, payload, state, next_at) VALUES (?, ?, ?, ?, 'waiting', ?)",
      [deliveryId ?? "", runId, sink, payload, at],
    );
  }
}

/**
 * Waiting reports whose time has come, oldest first; those for some sinks left out. A time further ahead
 * than any is planned was planned before the clock was put back: it has come too.
 */
export function readDueReports(
  connection: Connection,
  due: {
    readonly now: number;
    readonly limit: number;
    readonly exceptSinks: readonly string[];
  },
): OutboxEntry[] {
  const rows = connection.all<OutboxEntry>(
    `SELECT ${OUTBOX_COLUMNS} FROM outbox
      WHERE state = 'waiting' AND (next_at <= ?1 OR next_at - ?1 > ${LONGEST_RETRY_MS})
        AND sink NOT IN (SELECT value FROM json_each(?2))
      ORDER BY next_at, id LIMIT ?3`,
    [due.now, JSON.stringify(due.exceptSinks), due.limit],
  );
  return rows.map(toOutboxEntry);
}

/** When the next report is due, or null; those for some sinks left out. */
export function readNextReportAt(
  connection: Connection,
  exceptSinks: readonly string[],
): number | null {
  const row = connection.one<{ nextAt: number | null }>(
    `SELECT min(next_at) AS nextAt FROM outbox
      WHERE state = 'waiting' AND sink NOT IN (SELECT value FROM json_each(?))`,
    [JSON.stringify(exceptSinks)],
  );
  return row?.nextAt ?? null;
}

/**
 * waiting -> sent.
 * @throws WakehookError `refused` where the report does not wait.
 */
export function markSent(connection: Connection, id: number): void {
  const { changes } = connection.run(
    "UPDATE outbox SET state = 'sent', attempts = attempts + 1, last_error = NULL WHERE id = ? AND state = 'waiting'",
    [id],
  );
  requireWaiting(changes, id);
}

/**
 * Waits until `nextAt`, or failed for good where that is null.
 * @throws WakehookError `refused` where the report does not wait.
 */
export function markFailed(
  connection: Connection,
  id: number,
  failure: { readonly error: string; readonly nextAt: number | null },
): void {
  const { error, nextAt } = failure;
  const { changes } = connection.run(
    `UPDATE outbox SET state = ?, attempts = attempts + 1, last_error = ?, next_at = coalesce(?, next_at)
      WHERE id = ? AND state = 'waiting'`,
    [nextAt === null ? "failed" : "waiting", error, nextAt, id],
  );
  requireWaiting(changes, id);
}

function requireWaiting(changes: number, id: number): void {
  if (changes === 1) return;
  throw new WakehookError("refused", `report ${id} does not wait to be sent`, {
    hint: "it was sent, given up, or removed",
  });
}
