// How a message goes from state to state, with what becomes of its sink, each in one transaction.
//
//   waiting -> sent | failed | canceled      failed, canceled -> waiting by the owner's word

import type {
  OutboxEntry,
  OutboxState,
  OutboxTry,
  SinkState,
} from "../../core/records/outbox-entry.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { ReportFailure } from "../../core/ports/ledger-port.ts";
import type { Connection } from "../file/connection.ts";
import type { ChangeDeps } from "../changes/delivery-states.ts";
import { addReports, readOutboxEntry } from "./outbox-rows.ts";
import { toPlain } from "../reading/rows.ts";

/**
 * waiting -> sent; its sink does well again.
 * @throws WakehookError `not_found`, `refused` where it does not wait.
 */
export function markSent({ store }: Pick<ChangeDeps, "store">, id: number, tried: OutboxTry): void {
  store.change((connection) => {
    const { sink } = moveEntry(connection, id, { from: ["waiting"], to: "sent" });
    noteTry(connection, id, tried);
    connection.run("DELETE FROM sink_states WHERE sink = ? AND stopped_at IS NULL", [sink]);
  });
}

/**
 * Waits until `nextAt`, or failed for good where that is null.
 * @throws WakehookError `not_found`, `refused` where it does not wait.
 */
export function markFailed({ store, clock }: ChangeDeps, id: number, failure: ReportFailure): void {
  const { error, nextAt, stop } = failure;
  const now = clock.now();
  store.change((connection) => {
    const to = nextAt === null ? "failed" : "waiting";
    const { sink } = moveEntry(connection, id, { from: ["waiting"], to, error, nextAt });
    noteTry(connection, id, failure);
    connection.run("INSERT OR IGNORE INTO sink_states (sink, failing_since) VALUES (?, ?)", [
      sink,
      now,
    ]);
    if (stop === undefined) return;
    const { changes } = connection.run(
      "UPDATE sink_states SET stopped_at = ?, reason = ? WHERE sink = ? AND stopped_at IS NULL",
      [now, stop.reason, sink],
    );
    // Tries that go on at the same time may all say so; the owner is told once.
    if (changes === 1)
      addReports(connection, { deliveryId: null, runId: null, at: now }, stop.reports);
  });
}

/**
 * waiting, failed or canceled -> waiting, due at once and with as many tries as a new one.
 * @throws WakehookError `not_found`, `refused` where it was sent.
 */
export function retryEntry({ store, clock }: ChangeDeps, id: number): void {
  const nextAt = clock.now();
  store.change((connection) => {
    moveEntry(connection, id, { from: ["waiting", "failed", "canceled"], to: "waiting", nextAt });
    connection.run("UPDATE outbox SET attempts = 0 WHERE id = ?", [id]);
  });
}

/**
 * waiting or failed -> canceled.
 * @throws WakehookError `not_found`, `refused`.
 */
export function cancelEntry({ store }: Pick<ChangeDeps, "store">, id: number): void {
  store.change((connection) =>
    moveEntry(connection, id, { from: ["waiting", "failed"], to: "canceled" }),
  );
}

/** What was given up or canceled for a sink waits again, due at once. */
export function retryAllEntries({ store, clock }: ChangeDeps, sink: string): number {
  const now = clock.now();
  return store.change(
    (connection) =>
      connection.run(
        `UPDATE outbox SET state = 'waiting', next_at = ?, attempts = 0
          WHERE sink = ? AND state IN ('failed', 'canceled')`,
        [now, sink],
      ).changes,
  );
}

/** What waits for a sink, or was given up, is canceled. */
export function cancelAllEntries({ store }: Pick<ChangeDeps, "store">, sink: string): number {
  return store.change(
    (connection) =>
      connection.run(
        "UPDATE outbox SET state = 'canceled' WHERE sink = ? AND state IN ('waiting', 'failed')",
        [sink],
      ).changes,
  );
}

/** Forgets that a sink was stopped; false where it was not. */
export function resumeSink({ store }: Pick<ChangeDeps, "store">, sink: string): boolean {
  const isStopped = "SELECT 1 FROM sink_states WHERE sink = ? AND stopped_at IS NOT NULL";
  if (store.read((connection) => connection.one(isStopped, [sink])) === undefined) return false;
  store.change((connection) => connection.run("DELETE FROM sink_states WHERE sink = ?", [sink]));
  return true;
}

/** Sinks that have failed since their last success. */
export function readSinkStates(connection: Connection): SinkState[] {
  const rows = connection.all<SinkState>(
    "SELECT sink, failing_since AS failingSince, stopped_at AS stoppedAt, reason FROM sink_states",
  );
  return rows.map(toPlain);
}

interface EntryMove {
  readonly from: readonly OutboxState[];
  readonly to: OutboxState;
  readonly error?: string;
  readonly nextAt?: number | null;
}

function moveEntry(connection: Connection, id: number, move: EntryMove): OutboxEntry {
  const before = readOutboxEntry(connection, id);
  if (before === null)
    throw new WakehookError("not_found", `there is no message ${id} in the outbox`);
  if (!move.from.includes(before.state))
    throw new WakehookError("refused", `message ${id} is ${before.state}`, {
      hint: `only one that is ${move.from.join(" or ")} can become ${move.to}`,
    });
  connection.run(
    "UPDATE outbox SET state = ?, last_error = ?, next_at = coalesce(?, next_at) WHERE id = ?",
    [move.to, move.error ?? errorAfter(before, move.to), move.nextAt ?? null, id],
  );
  return before;
}

/** One that was given up keeps why, also when its owner lets it go. */
function errorAfter({ lastError }: OutboxEntry, to: OutboxState): string | null {
  return to === "sent" ? null : lastError;
}

function noteTry(connection: Connection, id: number, tried: OutboxTry): void {
  const { at, durationMs, httpStatus, error } = tried;
  connection.run("UPDATE outbox SET attempts = attempts + 1 WHERE id = ?", [id]);
  connection.run(
    "INSERT INTO outbox_tries (outbox_id, at, duration_ms, http_status, error) VALUES (?, ?, ?, ?, ?)",
    [id, at, durationMs, httpStatus, error],
  );
}
