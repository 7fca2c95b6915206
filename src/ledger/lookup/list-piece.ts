// Conditions in, one piece of a list out: some thousand rows are looked at, never more, so that nobody who arrives
// waits for a list. Whoever wants the rest asks again, with what this piece says.

import type { SQLInputValue } from "node:sqlite";
import type { ListPiece } from "../../core/ports/ledger-pieces-port.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { Connection } from "../file/connection.ts";
import type { Condition } from "./conditions.ts";
import { BLOCK_ROWS } from "./block-marks.ts";
import { nextRange, type Facets, type Range } from "./facets.ts";

/** Looked at in one piece, about two milliseconds; in the first fewer: what is not seldom is found there. */
const PIECE_ROWS = { deliveries: 16_384, runs: 4096, outbox: 4096 } as const;
const FIRST_ROWS = BLOCK_ROWS;
/** The column that grows with every row. */
const KEYS = { deliveries: "sequence", runs: "sequence", outbox: "id" } as const;

/** What is listed. */
export interface Listed {
  readonly table: keyof typeof KEYS;
  readonly columns: string;
  readonly conditions: readonly Condition[];
  /** What is known of the blocks of the table, and what the filter wants of them. */
  readonly facets?: { readonly known: Facets; readonly wanted: readonly string[] } | undefined;
}

/** Which piece. */
export interface PieceOrder {
  /** What the piece before has said; null: the first. */
  readonly below: number | null;
  /** Below which sequence the first begins; null: with the newest. */
  readonly start: number | null;
  readonly limit: number;
}

/** Reads a piece: rows below a sequence, newest first, at most so many. */
export function readPiece<Row>(
  connection: Connection,
  { table, columns, conditions, facets }: Listed,
  { below, start, limit }: PieceOrder,
): ListPiece<Row> {
  const ends = endsOf(connection, table);
  const most = below === null ? FIRST_ROWS : PIECE_ROWS[table];
  const key = KEYS[table];
  const range =
    ends === null ? null : rangeOf(conditions, { ...ends, below: below ?? start ?? ends.below });
  const within =
    range === null || facets === undefined || facets.wanted.length === 0
      ? range
      : nextRange(facets.known, facets.wanted, { ...range, most });
  if (ends === null || within === null) return { rows: [], below: null };
  const from = Math.max(within.from, within.below - most);
  const wheres = [...conditions.map(({ sql }) => sql), `${key} < ?`, `${key} >= ?`];
  const values: SQLInputValue[] = conditions.flatMap((condition) => condition.values);
  const rows = connection.all<Row>(
    `SELECT ${columns} FROM ${table} WHERE ${wheres.join(" AND ")} ORDER BY ${key} DESC LIMIT ?`,
    [...values, within.below, from, limit],
  );
  const isDone = rows.length === limit || from <= ends.from;
  return { rows, below: isDone ? null : from };
}

/** The sequence of a row, to list from there. @throws WakehookError `not_found`. */
export function sequenceOf(
  connection: Connection,
  table: "deliveries" | "runs",
  id: string | undefined,
): number | null {
  if (id === undefined) return null;
  const sql = `SELECT sequence FROM ${table} WHERE id = ?`;
  const row = connection.one<{ sequence: number }>(sql, [id]);
  if (row !== undefined) return row.sequence;
  throw new WakehookError("not_found", `there is no ${id} to list from`, {
    hint: "take the id of the last row of the page before",
  });
}

function endsOf(connection: Connection, table: Listed["table"]): Range | null {
  const key = KEYS[table];
  const ends = connection.one<{ oldest: number | null; newest: number | null }>(
    `SELECT (SELECT min(${key}) FROM ${table}) AS oldest, (SELECT max(${key}) FROM ${table}) AS newest`,
  );
  if (ends === undefined || ends.oldest === null || ends.newest === null) return null;
  return { from: ends.oldest, below: ends.newest + 1 };
}

/** Below where all conditions that know it may hold; null: one of them nowhere holds. */
function rangeOf(conditions: readonly Condition[], { from, below }: Range): Range | null {
  let top = below;
  for (const { next } of conditions) {
    if (next === undefined) continue;
    const at = next(top);
    if (at === null) return null;
    top = at + 1;
  }
  return { from, below: top };
}
