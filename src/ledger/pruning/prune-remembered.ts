// What is remembered for a while only: answers by their fingerprints, keys of notices and the notices that left,
// what the owner allowed on a day long gone, calls that happen once. A piece at a time, as in prune-choice.ts.

import type { RetentionPolicy } from "../../core/ports/ledger-port.ts";
import type { Connection } from "../file/connection.ts";
import type { Memory } from "../accept/memory.ts";
import { ONCE_LIMITS } from "../changes/once-rows.ts";

/** What one call of `prune` forgets. */
export interface Remembered {
  /** Rows of `posted` up to this one; null: none. */
  readonly lastPosted: number | null;
  readonly noticeKeys: readonly string[];
  /** Rows of `outbox`. */
  readonly notices: readonly number[];
  /** Rows of `once_calls`. */
  readonly calls: readonly number[];
  /** Days before this one, where there are any; null: none. */
  readonly allowancesBefore: string | null;
  /** A bound was reached. */
  readonly more: boolean;
}

const MOST_ROWS = 500;
/** An answer among them may have a megabyte. */
const MOST_CALLS = 20;
/** Each is 40 bytes of memory; far more than runs can end in `dedupe_days` on one machine. */
const MOST_POSTED = 100_000;
const KEPT_KEYS_DAYS = 60;
const DAY_MS = 86_400_000;

/** Chooses the next piece. */
export function chooseRemembered(connection: Connection, policy: RetentionPolicy): Remembered {
  const { now } = policy;
  const posted = choosePosted(connection, now - policy.dedupeDays * DAY_MS);
  const oldest = now - KEPT_KEYS_DAYS * DAY_MS;
  const noticeKeys = connection.all<{ key: string }>(
    `SELECT key FROM notices WHERE used_at < ? LIMIT ${MOST_ROWS}`,
    [oldest],
  );
  const notices = connection.all<{ id: number }>(
    `SELECT id FROM outbox WHERE delivery_id = '' AND state <> 'waiting' AND next_at < ? LIMIT ${MOST_ROWS}`,
    [now - policy.days * DAY_MS],
  );
  const calls = connection.all<{ number: number }>(
    `SELECT number FROM once_calls WHERE begun_at <= ? LIMIT ${MOST_CALLS}`,
    [now - ONCE_LIMITS.keepMs],
  );
  return {
    lastPosted: posted.at(-1) ?? null,
    noticeKeys: noticeKeys.map(({ key }) => key),
    notices: notices.map(({ id }) => id),
    calls: calls.map(({ number }) => number),
    allowancesBefore: chooseDay(connection, oldest),
    more:
      calls.length === MOST_CALLS ||
      [posted, noticeKeys, notices].some(({ length }) => length === MOST_ROWS),
  };
}

/** True where there is nothing to forget. */
export function isNothing(piece: Remembered): boolean {
  const { lastPosted, noticeKeys, notices, calls, allowancesBefore } = piece;
  const isFew = noticeKeys.length === 0 && notices.length === 0 && calls.length === 0;
  return isFew && lastPosted === null && allowancesBefore === null;
}

/** Forgets a piece within an open transaction. */
export function removeRemembered(connection: Connection, piece: Remembered): void {
  for (const key of piece.noticeKeys) connection.run("DELETE FROM notices WHERE key = ?", [key]);
  for (const id of piece.notices) connection.run("DELETE FROM outbox WHERE id = ?", [id]);
  for (const number of piece.calls)
    connection.run("DELETE FROM once_calls WHERE number = ?", [number]);
  if (piece.lastPosted !== null)
    connection.run("DELETE FROM posted WHERE number <= ?", [piece.lastPosted]);
  if (piece.allowancesBefore !== null)
    connection.run("DELETE FROM allowances WHERE day < ?", [piece.allowancesBefore]);
}

/** The same in memory, after the commit. */
export function forgetRemembered(memory: Memory, { lastPosted }: Remembered): void {
  if (lastPosted !== null) memory.posted.forgetBefore(lastPosted + 1);
}

/** From the oldest on; one that is to be kept holds back the later ones. */
function choosePosted(connection: Connection, oldest: number): number[] {
  const rows = connection.all<{ number: number; endedAt: number; newest: number }>(
    `SELECT number, ended_at AS endedAt, (SELECT max(number) FROM posted) AS newest
      FROM posted ORDER BY number LIMIT ${MOST_ROWS}`,
  );
  const kept = rows.findIndex(
    ({ number, endedAt, newest }) => endedAt >= oldest && number > newest - MOST_POSTED,
  );
  return rows.slice(0, kept === -1 ? rows.length : kept).map(({ number }) => number);
}

/** Days are the owner's, in the owner's zone: a day more or less is of no matter here. */
function chooseDay(connection: Connection, oldest: number): string | null {
  const day = new Date(oldest).toISOString().slice(0, "2026-01-31".length);
  const row = connection.one<{ there: number }>(
    "SELECT EXISTS (SELECT 1 FROM allowances WHERE day < ?) AS there",
    [day],
  );
  return row?.there === 1 ? day : null;
}
