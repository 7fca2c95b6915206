// How many deliveries each hook has had, and when the last came: counted once and then only what came since. No index
// serves this question, because every accept would pay for it.

import type { HookTotal } from "../../core/ports/ledger-pieces-port.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";

/** What is counted of a hook. */
interface Total {
  deliveries: number;
  /** The sequence of its newest; when that came. */
  newest: number;
  lastReceivedAt: number;
}

/** All hooks, as far as a sequence. */
export interface HookTotals {
  upTo: number;
  readonly hooks: Map<HookId, Total>;
}

/** Counted in one piece: about two milliseconds. */
const PIECE_ROWS = 5000;

/** Nothing is counted yet. */
export function noTotals(): HookTotals {
  return { upTo: 0, hooks: new Map() };
}

/** Counts one piece of what is not counted. false: all is. */
export function countPiece(connection: Connection, totals: HookTotals): boolean {
  const last = connection.one<{ sequence: number | null }>(
    "SELECT max(sequence) AS sequence FROM (SELECT sequence FROM deliveries WHERE sequence > ? ORDER BY sequence LIMIT ?)",
    [totals.upTo, PIECE_ROWS],
  )?.sequence;
  if (last === undefined || last === null) return false;
  const rows = connection.all<Total & { readonly hookId: HookId }>(
    // Of what stands beside max() SQLite takes the row that has it (https://sqlite.org/lang_select.html#bareagg).
    `SELECT hook_id AS hookId, count(*) AS deliveries, max(sequence) AS newest, received_at AS lastReceivedAt
      FROM deliveries WHERE sequence > ? AND sequence <= ? GROUP BY hook_id`,
    [totals.upTo, last],
  );
  for (const { hookId, ...counted } of rows) {
    const before = totals.hooks.get(hookId)?.deliveries ?? 0;
    totals.hooks.set(hookId, { ...counted, deliveries: before + counted.deliveries });
  }
  totals.upTo = last;
  return true;
}

/** A row was removed. */
export function uncount(totals: HookTotals, hookId: HookId, sequence: number): void {
  const total = totals.hooks.get(hookId);
  if (total === undefined || sequence > totals.upTo) return;
  total.deliveries -= 1;
  if (total.deliveries === 0) totals.hooks.delete(hookId);
}

/** What is known of every hook, where all is counted. */
export function totalsOf(connection: Connection, { hooks }: HookTotals): HookTotal[] {
  const waiting = connection.all<{ hookId: HookId; waiting: number }>(
    "SELECT hook_id AS hookId, count(*) AS waiting FROM deliveries WHERE state IN ('queued', 'held') GROUP BY hook_id",
  );
  const waitingOf = new Map(waiting.map((row) => [row.hookId, row.waiting]));
  return Array.from(hooks, ([hookId, { deliveries, newest, lastReceivedAt }]) => {
    const waits = waitingOf.get(hookId) ?? 0;
    return { hookId, deliveries, waiting: waits, lastReceivedAt, newest };
  }).toSorted((one, other) => (one.hookId < other.hookId ? -1 : 1));
}
