// Looks for what was missed, as rows: how far each has come, so that it goes on there after a crash.

import {
  REPAIR_ITEM_STATES,
  type Repair,
  type RepairItem,
  type RepairItemState,
} from "../../core/records/gap.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { NewRepair, RepairPage, RepairRange } from "../../core/ports/gaps-port.ts";
import type { Connection } from "../file/connection.ts";
import { toPlain } from "../reading/rows.ts";

const COLUMNS = `id, hook_id AS hookId, asked_by AS askedBy, from_at AS fromAt, until_at AS untilAt, state, cursor,
  listed, unwanted, created_at AS createdAt, ended_at AS endedAt, next_at AS nextAt, failures, word`;

type Row = Omit<Repair, "counts">;

/** Newest first. */
export function listRepairs(
  connection: Connection,
  { limit, hookId }: { readonly limit: number; readonly hookId?: string | undefined },
): Repair[] {
  const rows = connection.all<Row>(
    `SELECT ${COLUMNS} FROM repairs WHERE hook_id = coalesce(?, hook_id) ORDER BY id DESC LIMIT ?`,
    [hookId ?? null, limit],
  );
  return rows.map((row) => withCounts(connection, row));
}

/** Those that have not ended, oldest first. */
export function listOpenRepairs(connection: Connection): Repair[] {
  return connection
    .all<Row>(`SELECT ${COLUMNS} FROM repairs WHERE ended_at IS NULL ORDER BY id`)
    .map((row) => withCounts(connection, row));
}

/** One, or null. */
export function readRepair(connection: Connection, id: number): Repair | null {
  const row = connection.one<Row>(`SELECT ${COLUMNS} FROM repairs WHERE id = ?`, [id]);
  return row === undefined ? null : withCounts(connection, row);
}

/** Its deliveries, oldest first. */
export function listRepairItems(
  connection: Connection,
  id: number,
  { state, limit }: { readonly state?: RepairItemState | undefined; readonly limit: number },
): RepairItem[] {
  return connection
    .all<RepairItem>(
      `SELECT id, ref, event, sent_at AS sentAt, state, word FROM repair_items
        WHERE repair = ? AND state = coalesce(?, state) ORDER BY sent_at, id LIMIT ?`,
      [id, state ?? null, limit],
    )
    .map(toPlain);
}

/** What was looked at because of gaps, or is to be. What was given up was not. */
export function listRepairRanges(
  connection: Connection,
  hookId: HookId,
  since: number,
): RepairRange[] {
  return connection
    .all<RepairRange>(
      `SELECT from_at AS fromAt, until_at AS untilAt FROM repairs
        WHERE hook_id = ? AND state <> 'given_up' AND asked_by = 'gap' AND until_at >= ?`,
      [hookId, since],
    )
    .map(toPlain);
}

/** Whether one of a hook's repairs has a delivery as new. */
export function wasTakenIn(connection: Connection, hookId: HookId, item: string): boolean {
  const found = connection.one(
    `SELECT 1 FROM repairs r JOIN repair_items i ON i.repair = r.id AND i.id = ?
      WHERE r.hook_id = ? AND i.state = 'new' LIMIT 1`,
    [item, hookId],
  );
  return found !== undefined;
}

/** Gives its number. */
export function insertRepair(connection: Connection, repair: NewRepair): number {
  const { hookId, askedBy, fromAt, untilAt, createdAt, nextAt } = repair;
  return connection.run(
    `INSERT INTO repairs (hook_id, asked_by, from_at, until_at, state, created_at, next_at)
      VALUES (?, ?, ?, ?, 'listing', ?, ?)`,
    [hookId, askedBy, fromAt, untilAt, createdAt, nextAt],
  ).rowId;
}

/** A page, and where the next one begins: both, or neither. */
export function insertPage(connection: Connection, id: number, page: RepairPage): void {
  for (const item of page.items) insertItem(connection, id, { ...item, state: "waiting" });
  for (const { isRepeat, ...item } of page.delivered) {
    // Most arrived at once: only what has other attempts needs a row.
    if (isRepeat) insertItem(connection, id, { ...item, state: "delivered" });
    else settleItem(connection, id, { item: item.id, state: "delivered" });
  }
  connection.run(
    `UPDATE repairs SET listed = listed + ?, unwanted = unwanted + ?, cursor = ?, state = ?, failures = 0, word = NULL
      WHERE id = ?`,
    [page.listed, page.unwanted, page.cursor, page.cursor === null ? "fetching" : "listing", id],
  );
}

/** What arrived once is not missed, whichever of its attempts is seen first. */
function insertItem(
  connection: Connection,
  repair: number,
  { id, ref, event, sentAt, state }: Omit<RepairItem, "word">,
): void {
  connection.run(
    `INSERT INTO repair_items (repair, id, ref, event, sent_at, state) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT DO UPDATE SET sent_at = min(sent_at, excluded.sent_at),
        state = CASE excluded.state WHEN 'delivered' THEN 'delivered' ELSE state END`,
    [repair, id, ref, event, sentAt, state],
  );
}

/** What became of one of them. */
export function settleItem(
  connection: Connection,
  id: number,
  {
    item,
    state,
    word,
  }: {
    readonly item: string;
    readonly state: RepairItemState;
    readonly word?: string | undefined;
  },
): void {
  connection.run("UPDATE repair_items SET state = ?, word = ? WHERE repair = ? AND id = ?", [
    state,
    word ?? null,
    id,
    item,
  ]);
}

function withCounts(connection: Connection, row: Row): Repair {
  const counts = Object.fromEntries(
    Object.keys(REPAIR_ITEM_STATES).map((state) => [state, 0]),
  ) as Record<RepairItemState, number>;
  const found = connection.all<{ state: RepairItemState; count: number }>(
    "SELECT state, count(*) AS count FROM repair_items WHERE repair = ? GROUP BY state",
    [row.id],
  );
  for (const { state, count } of found) counts[state] = count;
  return { ...row, counts };
}
