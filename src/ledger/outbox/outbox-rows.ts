// Messages that wait to leave: written with what they tell, kept until they arrived or were given up. All that wait
// for a sink are found by an index, so that 50,000 for one that hangs cost the others nothing.

import type { SQLInputValue } from "node:sqlite";
import type { OutboxEntry, OutboxTry } from "../../core/records/outbox-entry.ts";
import type { DeliveryId, RunId } from "../../core/records/ids.ts";
import type { DueReports, NewReport } from "../../core/ports/ledger-port.ts";
import { LONGEST_WAIT_MS } from "../../core/outbound/outbound-retry.ts";
import type { Connection } from "../file/connection.ts";
import { OUTBOX_COLUMNS, toOutboxEntry, toPlain } from "../reading/rows.ts";

/** What a message is about. */
export interface ReportSubject {
  /** null: a notice, about no single delivery. */
  readonly deliveryId: DeliveryId | null;
  readonly runId: RunId | null;
  /** Due from here on; epoch milliseconds. */
  readonly at: number;
}

/** Adds messages within the transaction that writes their subject; each gets its id here, once and for all. */
export function addReports(
  connection: Connection,
  { deliveryId, runId, at }: ReportSubject,
  reports: readonly NewReport[],
): void {
  for (const { sink, payload, event = null } of reports) {
    connection.run(
      `INSERT INTO outbox (delivery_id, run_id, sink, event, payload, state, next_at, created_at, message_id)
        VALUES (?1, ?2, ?3, ?4, ?5, 'waiting', ?6, ?6, 'msg_' || lower(hex(randomblob(16))))`,
      [deliveryId ?? "", runId, sink, event, payload, at],
    );
  }
}

/** The sinks that something waits for: from name to name along the index, however many messages each has. */
export function readWaitingSinks(connection: Connection): string[] {
  const rows = connection.all<{ sink: string }>(
    `WITH RECURSIVE names (sink) AS (
      SELECT min(sink) FROM outbox WHERE state = 'waiting'
      UNION ALL
      SELECT (SELECT min(sink) FROM outbox WHERE state = 'waiting' AND sink > names.sink)
        FROM names WHERE names.sink IS NOT NULL
    ) SELECT sink FROM names WHERE sink IS NOT NULL`,
  );
  return rows.map(({ sink }) => sink);
}

/**
 * Messages of a sink whose time has come. A time further ahead than any is planned was planned before the clock
 * was put back: it has come too.
 */
export function readDueReports(connection: Connection, due: DueReports): OutboxEntry[] {
  const { sink, now, limit, ordered } = due;
  const read = (condition: string, values: readonly SQLInputValue[]): OutboxEntry[] =>
    connection
      .all<OutboxEntry>(
        `SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE state = 'waiting' AND sink = ? ${condition} LIMIT ?`,
        [sink, ...values, limit],
      )
      .map(toOutboxEntry);
  if (ordered) {
    const entries = read("ORDER BY id", []);
    const late = entries.findIndex(({ nextAt }) => nextAt > now && !isTooFar(nextAt, now));
    return late === -1 ? entries : entries.slice(0, late);
  }
  const entries = read("AND next_at <= ? ORDER BY next_at, id", [now]);
  if (entries.length === limit) return entries;
  const tooFar = read("AND next_at > ? ORDER BY next_at, id", [now + LONGEST_WAIT_MS]);
  return [...entries, ...tooFar].slice(0, limit);
}

function isTooFar(nextAt: number, now: number): boolean {
  return nextAt - now > LONGEST_WAIT_MS;
}

/** When the next message of a sink is due, or null. */
export function readNextReportAt(
  connection: Connection,
  { sink, ordered }: Pick<DueReports, "sink" | "ordered">,
): number | null {
  const by = ordered ? "id" : "next_at";
  const row = connection.one<{ nextAt: number }>(
    `SELECT next_at AS nextAt FROM outbox WHERE state = 'waiting' AND sink = ? ORDER BY ${by} LIMIT 1`,
    [sink],
  );
  return row?.nextAt ?? null;
}

/** An entry by its number, or null. */
export function readOutboxEntry(connection: Connection, id: number): OutboxEntry | null {
  const row = connection.one<OutboxEntry>(`SELECT ${OUTBOX_COLUMNS} FROM outbox WHERE id = ?`, [
    id,
  ]);
  return row === undefined ? null : toOutboxEntry(row);
}

/** The tries of an entry, oldest first. */
export function readTries(connection: Connection, id: number): OutboxTry[] {
  const rows = connection.all<OutboxTry>(
    `SELECT at, duration_ms AS durationMs, http_status AS httpStatus, error
      FROM outbox_tries WHERE outbox_id = ? ORDER BY number`,
    [id],
  );
  return rows.map(toPlain);
}

/** How many wait, by sink. */
export function countWaiting(connection: Connection): Array<{ sink: string; waiting: number }> {
  const rows = connection.all<{ sink: string; waiting: number }>(
    "SELECT sink, count(*) AS waiting FROM outbox WHERE state = 'waiting' GROUP BY sink ORDER BY sink",
  );
  return rows.map(toPlain);
}
