// Rows that were salvaged come in; rows that agree with each other go out, and what was lost. Nothing that was read
// is run again by itself: where it is not known whether a delivery ran, it waits for the owner.

import type { Connection } from "../file/connection.ts";
import { readPosition } from "../file/position.ts";
import type { ReadMark } from "../guards/watermark.ts";
import type { Collected } from "./collect.ts";
import type { PageSource } from "./page-source.ts";
import { countBodiless, countOf, lostBodies, lostIds, missingSequences } from "./losses.ts";
import type { RepairReport } from "./report.ts";

/** What the rows are judged by. */
export interface Evidence {
  readonly source: Pick<PageSource, "lostFrames">;
  readonly unread: Collected;
  readonly watermark: ReadMark;
  /** Epoch milliseconds. */
  readonly now: number;
}

const HELD = "salvaged from a damaged database; whether it ran is not known: release or discard it";
const NO_BODY = "its body was lost with the damaged database; let the sender deliver it again";
const INTERRUPTED = "it was running when the database was damaged; not run again by itself";
/** Most ids that a report names. */
const MOST_IDS = 1000;

/** Makes the rows agree, within a transaction of its own. */
export function settleRows(draft: Connection, evidence: Evidence): RepairReport {
  draft.execute("BEGIN");
  const claims = draft.run(
    "DELETE FROM claims WHERE delivery NOT IN (SELECT sequence FROM deliveries)",
  ).changes;
  const sequences = missingSequences(draft, lastSequence(evidence));
  const ids = lostIds(draft);
  const bodies = lostBodies(draft);
  const bodiless = countBodiless(draft) - bodies.length;
  const isInDoubt = mayBeOld(draft, evidence) || sequences.length > 0 || ids.length > 0;
  const states = settleStates(draft, evidence.now, isInDoubt);
  if (knowsHolds(draft)) settleHolds(draft, evidence.now);
  settleTurns(draft, evidence.now);
  const count = Math.max(ids.length, countOf(sequences));
  settlePosition(draft, evidence.watermark);
  const salvaged = countRows(draft);
  draft.execute("COMMIT");
  return {
    salvaged,
    lost: {
      deliveries: { count, ids: ids.slice(0, MOST_IDS), sequences },
      bodies: { count: bodies.length, ids: bodies.slice(0, MOST_IDS) },
      bodiless,
      orphanBodies: evidence.unread.orphanBodies,
      claims,
      unreadableRows: Object.fromEntries(evidence.unread.rows),
      pages: evidence.unread.pages,
      logFrames: evidence.source.lostFrames,
    },
    statesInDoubt: isInDoubt,
    ...states,
  };
}

/** Whether a row may be an older copy of itself: then what it says of its state counts for nothing. */
function mayBeOld(draft: Connection, evidence: Evidence): boolean {
  const { source, unread, watermark } = evidence;
  const isIncomplete = source.lostFrames > 0 || unread.pages > 0 || unread.conflicts > 0;
  const hasBadRows = ["deliveries", "runs", "meta", "unknown"].some((table) =>
    unread.rows.has(table),
  );
  if (isIncomplete || hasBadRows || watermark.kind !== "read") return true;
  if (watermark.databaseId !== unread.databaseId) return true;
  const { changes } = readPosition(draft);
  return changes < watermark.changes;
}

function settleStates(
  draft: Connection,
  now: number,
  isInDoubt: boolean,
): Pick<RepairReport, "held" | "ended" | "interrupted"> {
  const change = (sql: string, reason: string): number => draft.run(sql, [reason, now]).changes;
  draft.run(
    `UPDATE runs SET state = 'done', status = 'error:interrupted', reason = ?, ended_at = ?
      WHERE state = 'running' AND delivery_id NOT IN (SELECT id FROM deliveries)`,
    [INTERRUPTED, now],
  );
  // The run's row is newer than its delivery's.
  draft.run(
    `UPDATE deliveries SET state = 'done', status = r.status, reason = r.reason, attempts = r.attempt,
        updated_at = ?1
      FROM (SELECT delivery_id, status, reason, attempt, max(sequence) FROM runs WHERE state = 'done'
        GROUP BY delivery_id) AS r
      WHERE r.delivery_id = deliveries.id AND (
        (deliveries.state = 'running' AND NOT EXISTS (
          SELECT 1 FROM runs WHERE delivery_id = deliveries.id AND state = 'running'))
        OR (deliveries.state IN ('queued', 'held') AND deliveries.attempts < r.attempt))`,
    [now],
  );
  draft.run(
    `UPDATE deliveries SET state = 'running', status = NULL, reason = NULL WHERE state <> 'running'
      AND id IN (SELECT delivery_id FROM runs WHERE state = 'running')`,
  );
  const interrupted = change(
    `UPDATE deliveries SET state = 'done', status = 'error:interrupted', reason = ?, updated_at = ?
      WHERE state = 'running' AND id NOT IN (SELECT delivery_id FROM runs WHERE state = 'running')`,
    INTERRUPTED,
  );
  // Without a claim, a repeat of them counts as the first.
  draft.run(`DELETE FROM claims WHERE delivery IN (SELECT sequence FROM deliveries
    WHERE state IN ('queued', 'held') AND sequence NOT IN (SELECT sequence FROM contents))`);
  const ended = change(
    `UPDATE deliveries SET state = 'done', status = 'error:exception', reason = ?, updated_at = ?
      WHERE state IN ('queued', 'held') AND sequence NOT IN (SELECT sequence FROM contents)`,
    NO_BODY,
  );
  const held = isInDoubt
    ? change(
        `UPDATE deliveries SET state = 'held', status = 'held:salvaged', reason = ?1, updated_at = ?2,
            held_since = ?2, held_until = NULL, expires_at = NULL
          WHERE state IN ('queued', 'held')`,
        HELD,
      )
    : 0;
  return { held, ended, interrupted };
}

/** An older schema knows nothing of holds. */
function knowsHolds(draft: Connection): boolean {
  const column = "SELECT 1 FROM pragma_table_info('deliveries') WHERE name = 'held_since'";
  return draft.one(column) !== undefined;
}

/** What is held in doubt goes on by nobody's word but the owner's, and never ends by itself. */
function settleHolds(draft: Connection, now: number): void {
  draft.run("UPDATE deliveries SET held_since = coalesce(held_since, ?) WHERE state = 'held'", [
    now,
  ]);
  draft.execute(`
    UPDATE deliveries SET held_until = NULL, expires_at = NULL, not_before = NULL
      WHERE status = 'held:salvaged';
    UPDATE deliveries SET held_since = NULL, held_until = NULL, expires_at = NULL, not_before = NULL
      WHERE state IN ('running', 'done') AND coalesce(held_since, not_before) IS NOT NULL`);
}

/** What was said waits for nobody: a turn that had not ended is not run again by itself. */
function settleTurns(draft: Connection, now: number): void {
  const isThere = "SELECT 1 FROM sqlite_schema WHERE name = 'turns'";
  if (draft.one(isThere) === undefined) return;
  draft.run(
    `UPDATE turns SET state = 'done', status = 'error:interrupted', reason = ?, ended_at = ?
      WHERE state <> 'done'`,
    [INTERRUPTED, now],
  );
}

/** The new database stands where the old one once stood, so that its watermark never goes back. */
function settlePosition(draft: Connection, watermark: ReadMark): void {
  const once = watermark.kind === "read" ? watermark.changes : 0;
  draft.run("UPDATE meta SET value = max(value, ?) + 1 WHERE name = 'changes'", [BigInt(once)]);
}

function countRows(draft: Connection): RepairReport["salvaged"] {
  const row = draft.one<RepairReport["salvaged"]>(`SELECT
    (SELECT count(*) FROM deliveries) AS deliveries,
    (SELECT count(*) FROM contents) AS bodies,
    (SELECT count(*) FROM claims) AS claims,
    (SELECT count(*) FROM runs) AS runs,
    (SELECT count(*) FROM outbox) AS reports`);
  return { deliveries: 0, bodies: 0, claims: 0, runs: 0, reports: 0, ...row };
}

/** How far the database had come; 0 where the watermark is of another one, or lost. */
function lastSequence({ watermark, unread: { databaseId } }: Evidence): number {
  if (watermark.kind !== "read") return 0;
  return databaseId === null || databaseId === watermark.databaseId ? watermark.sequence : 0;
}
