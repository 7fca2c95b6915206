// What retention may take away next. Deliveries are looked at from the oldest on, until one is to be kept: the
// cost is that of the piece, not of the ledger.

import type { RetentionPolicy } from "../../core/ports/ledger-port.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";

/** A delivery that was chosen. */
export interface Chosen {
  readonly sequence: number;
  readonly id: string;
}

/** A row that goes, and whose it was. */
export interface ChosenRow extends Chosen {
  readonly hookId: HookId;
}

/** A row that is looked at. One that was held for long is as old as its end. */
interface Aged extends Chosen {
  readonly state: string;
  readonly receivedAt: number;
  readonly updatedAt: number;
}

/** What one call of `prune` takes away. */
export interface Piece {
  /** These are emptied; their rows stay. */
  readonly contents: readonly Chosen[];
  /** Of these nothing stays. */
  readonly rows: readonly ChosenRow[];
  /** Claims up to this row have expired. */
  readonly lastClaim: number | null;
  /** A bound was reached. */
  readonly more: boolean;
}

/** Most rows of a kind in one piece. */
const MOST_ROWS = 500;
/** Most bytes of bodies in one piece: every page of a body is read and written when it goes. */
const MOST_BYTES = 8 * 1024 * 1024;
const DAY_MS = 86_400_000;
/** Free pages that are kept for what comes next. */
const KEPT_FREE_PAGES = 1000;
const KEPT_FREE_SHARE = 0.2;

/** Chooses the next piece. */
export function choosePiece(connection: Connection, policy: RetentionPolicy): Piece {
  const newest =
    connection.one<{ sequence: number | null }>("SELECT max(sequence) AS sequence FROM deliveries")
      ?.sequence ?? 0;
  const contents = chooseContents(connection, policy, newest);
  const claims = chooseClaims(connection, policy.now);
  const rows = chooseRows(connection, policy, newest);
  return {
    contents: contents.chosen,
    rows,
    lastClaim: claims.at(-1) ?? null,
    more: contents.more || rows.length === MOST_ROWS || claims.length === MOST_ROWS,
  };
}

/** Pages to give back to the file system; 0 where few are free. */
export function freePages(connection: Connection): number {
  const { pages, free } = pageCounts(connection);
  return free > KEPT_FREE_PAGES && free > pages * KEPT_FREE_SHARE ? free - KEPT_FREE_PAGES : 0;
}

function chooseContents(
  connection: Connection,
  policy: RetentionPolicy,
  newest: number,
): { chosen: Chosen[]; more: boolean } {
  const oldest = policy.now - policy.days * DAY_MS;
  const chosen: Chosen[] = [];
  let excess = usedBytes(connection) - policy.maxBytes;
  let bytes = 0;
  // CROSS JOIN keeps the order of the tables: from the oldest content on.
  const rows = connection.each<
    Aged & { readonly bodyBytes: number }
  >(`SELECT c.sequence, d.id, d.state, d.received_at AS receivedAt, d.updated_at AS updatedAt,
      d.body_bytes AS bodyBytes
    FROM contents c CROSS JOIN deliveries d ON d.sequence = c.sequence ORDER BY c.sequence`);
  for (const { sequence, id, state, receivedAt, updatedAt, bodyBytes } of rows) {
    if (state !== "done") continue;
    const isExcess = sequence <= newest - policy.maxDeliveries || excess > 0;
    if (!isExcess && receivedAt >= oldest) return { chosen, more: false };
    if (!isExcess && updatedAt >= oldest) continue;
    if (chosen.length === MOST_ROWS || (chosen.length > 0 && bytes + bodyBytes > MOST_BYTES))
      return { chosen, more: true };
    chosen.push({ sequence, id });
    bytes += bodyBytes;
    excess -= bodyBytes;
  }
  return { chosen, more: false };
}

/**
 * Rows of claims that have expired, from the oldest on; a longer claim before a shorter one holds it back. The
 * newest stays: row numbers must grow for ever (claim-index.ts takes a low one for a row that is gone).
 */
function chooseClaims(connection: Connection, now: number): number[] {
  const rows = connection.all<{ number: number; expiresAt: number }>(
    `SELECT number, expires_at AS expiresAt FROM claims
      WHERE number < (SELECT max(number) FROM claims) ORDER BY number LIMIT ${MOST_ROWS}`,
  );
  const kept = rows.findIndex(({ expiresAt }) => expiresAt > now);
  return rows.slice(0, kept === -1 ? rows.length : kept).map(({ number }) => number);
}

/**
 * Ended, emptied deliveries older than `dedupeDays`. A delivery that a claim still names stays, and so does the
 * newest: its sequence must never be given again.
 */
function chooseRows(connection: Connection, policy: RetentionPolicy, newest: number): ChosenRow[] {
  const oldest = policy.now - policy.dedupeDays * DAY_MS;
  const claimed = connection.one<{ delivery: number }>(
    "SELECT delivery FROM claims WHERE expires_at > ? ORDER BY number LIMIT 1",
    [policy.now],
  )?.delivery;
  const chosen: ChosenRow[] = [];
  const rows = connection.each<
    Aged & ChosenRow & { readonly isKept: number }
  >(`SELECT sequence, id, hook_id AS hookId, state, received_at AS receivedAt, updated_at AS updatedAt,
      EXISTS (SELECT 1 FROM contents c WHERE c.sequence = d.sequence)
        OR EXISTS (SELECT 1 FROM outbox o WHERE o.delivery_id = d.id AND o.state = 'waiting') AS isKept
    FROM deliveries d ORDER BY sequence`);
  for (const { sequence, id, hookId, state, receivedAt, updatedAt, isKept } of rows) {
    const isPast = receivedAt < oldest && sequence < Math.min(newest, claimed ?? newest);
    if (!isPast || chosen.length === MOST_ROWS) break;
    if (state === "done" && updatedAt < oldest && isKept === 0)
      chosen.push({ sequence, id, hookId });
  }
  return chosen;
}

function usedBytes(connection: Connection): number {
  const { pages, free, pageBytes } = pageCounts(connection);
  return (pages - free) * pageBytes;
}

function pageCounts(connection: Connection): { pages: number; free: number; pageBytes: number } {
  const counts = connection.one<{ pages: number; free: number; pageBytes: number }>(
    `SELECT page_count AS pages, freelist_count AS free, page_size AS pageBytes
      FROM pragma_page_count, pragma_freelist_count, pragma_page_size`,
  );
  return counts ?? { pages: 0, free: 0, pageBytes: 0 };
}
