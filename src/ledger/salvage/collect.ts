// The pages of a damaged database come in; what can be read of them goes into a new one, row by row.

import { hash } from "node:crypto";
import { isDeliveryId } from "../../core/records/ids.ts";
import type { Connection } from "../file/connection.ts";
import { readTreePage, type Cell } from "./cells.ts";
import type { PageSource } from "./page-source.ts";
import { insertCell, readTables, tablesByWidth, type Table, type Tables } from "./tables.ts";

/** What was found beside the rows, and what could not be read. */
export interface Collected {
  /** The id of the damaged database; null where it could not be read. */
  databaseId: string | null;
  /** Pages that should hold rows or keys and are not what they were. */
  pages: number;
  /** Rows that are there and damaged, by table. */
  readonly rows: Map<string, number>;
  /** Two rows claim one place: an older copy of a page was found too. */
  conflicts: number;
  /** Bodies without the row that says whose they are. */
  orphanBodies: number;
}

interface Collecting {
  readonly source: PageSource;
  readonly draft: Connection;
  readonly tables: Tables;
  readonly unread: Collected;
}

const PAGES_PER_TRANSACTION = 256;
/** Rows whose table cannot be told. */
const UNKNOWN = "unknown";

/**
 * Fills a new database whose tables are empty. Beside them it makes two lists: `seen_ids`, deliveries that an
 * index knows, and `bad_bodies`, deliveries whose body is not what was received.
 */
export function collectRows(source: PageSource, draft: Connection): Collected {
  draft.execute(`
    CREATE TEMP TABLE seen_ids (id TEXT PRIMARY KEY, sequence INTEGER) WITHOUT ROWID;
    CREATE TEMP TABLE bad_bodies (sequence INTEGER PRIMARY KEY);`);
  const unread: Collected = {
    databaseId: null,
    pages: 0,
    rows: new Map(),
    conflicts: 0,
    orphanBodies: 0,
  };
  const collecting = { source, draft, tables: readTables(draft), unread };
  const bodies: number[] = [];
  const strays: number[] = [];
  inTransactions(draft, numbersTo(source.count), (page) => {
    const name = nameOf(collecting, page);
    if (name === "contents") bodies.push(page);
    else if (name === undefined) strays.push(page);
    else for (const cell of treeCells(collecting, page)) collectCell(collecting, name, cell);
  });
  const strayBodies: Cell[] = [];
  // Where the way to the root is damaged, a record's shape tells its table. After those that are certain.
  inTransactions(draft, strays, (page) => {
    for (const cell of treeCells(collecting, page)) {
      const tables = tablesByWidth(collecting.tables, cell.values?.length ?? 0);
      if (cell.rowId === null) collectStrayKey(collecting, cell);
      else if (tables[0]?.name === "contents") strayBodies.push(cell);
      else if (!tables.some((table) => insertCell(draft, table, cell)))
        countUnread(unread, UNKNOWN);
    }
  });
  // After the deliveries, whose digests they must have.
  inTransactions(draft, bodies, (page) => {
    for (const cell of treeCells(collecting, page)) collectBody(collecting, cell);
  });
  inTransactions(draft, strayBodies, (cell) => collectBody(collecting, cell));
  return unread;
}

function* numbersTo(count: number): Generator<number> {
  for (let page = 1; page <= count; page += 1) yield page;
}

function inTransactions<What>(
  draft: Connection,
  all: Iterable<What>,
  work: (one: What) => void,
): void {
  let done = 0;
  draft.execute("BEGIN");
  for (const one of all) {
    work(one);
    done += 1;
    if (done % PAGES_PER_TRANSACTION === 0) draft.execute("COMMIT; BEGIN");
  }
  draft.execute("COMMIT");
}

function nameOf({ source, tables }: Collecting, page: number): string | undefined {
  const root = source.rootOf(page);
  return root === null ? undefined : tables.nameOfRoot.get(root);
}

/** The records on a page; none where it is of no tree, or cannot be read: that is counted. */
function treeCells({ source, unread }: Collecting, page: number): readonly Cell[] {
  const use = source.useOf(page);
  if (use === "free" || use === "overflow" || use === "map") return [];
  const bytes = source.read(page);
  const tree = bytes === null ? null : readTreePage(source, page, bytes);
  // Where the pointer map is damaged, a page that holds a body's rest looks like anything.
  if (tree === null && use !== "unknown") unread.pages += 1;
  return tree?.cells ?? [];
}

function collectCell(collecting: Collecting, name: string, cell: Cell): void {
  const table = collecting.tables.byName.get(name);
  const isKey = cell.rowId === null;
  if (table === undefined) collectKey(collecting.draft, cell, name);
  else if (table.isKeyed !== isKey) countUnread(collecting.unread, name);
  else if (name === "meta") collectMeta(collecting, cell);
  else collectRow(collecting, table, cell);
}

function collectStrayKey(collecting: Collecting, cell: Cell): void {
  collectMeta(collecting, cell);
  collectKey(collecting.draft, cell);
}

function collectRow({ draft, unread }: Collecting, table: Table, cell: Cell): void {
  if (insertCell(draft, table, cell)) return;
  if (cell.values !== null && isThere(draft, table, cell)) unread.conflicts += 1;
  else countUnread(unread, table.name);
}

/** The new database has an id of its own, and goes on counting. */
function collectMeta({ draft, unread }: Collecting, { values }: Cell): void {
  const [name, value] = values ?? [];
  if (name === "database_id" && typeof value === "string") unread.databaseId = value;
  if (name === "changes" && typeof value === "number" && Number.isSafeInteger(value))
    draft.run("UPDATE meta SET value = max(value, ?) WHERE name = 'changes'", [BigInt(value)]);
}

function isThere(draft: Connection, { name, rowIdColumn }: Table, { rowId }: Cell): boolean {
  if (rowIdColumn === null || rowId === null) return false;
  const row = draft.one<{ there: number }>(
    `SELECT EXISTS (SELECT 1 FROM ${name} WHERE ${rowIdColumn} = ?) AS there`,
    [rowId],
  );
  return row?.there === 1;
}

/** Keeps the id of a delivery that an index knows. */
function collectKey(draft: Connection, { rowId, values }: Cell, name?: string): void {
  const [id, sequence] = values ?? [];
  if (rowId !== null || typeof id !== "string" || !isDeliveryId(id)) return;
  const known = name === "deliveries_by_id" && typeof sequence === "number" ? sequence : null;
  draft.run(
    `INSERT INTO seen_ids VALUES (?1, ?2)
      ON CONFLICT (id) DO UPDATE SET sequence = coalesce(sequence, ?2)`,
    [id, known],
  );
}

function collectBody({ draft, unread }: Pick<Collecting, "draft" | "unread">, cell: Cell): void {
  const [, headers, body] = cell.values ?? [];
  if (cell.rowId === null) return countUnread(unread, "contents");
  const digest = draft.one<{ digest: Uint8Array }>(
    "SELECT body_sha256 AS digest FROM deliveries WHERE sequence = ?",
    [cell.rowId],
  )?.digest;
  if (digest === undefined) {
    unread.orphanBodies += 1;
    return;
  }
  if (Buffer.isBuffer(headers) && Buffer.isBuffer(body) && isList(headers)) {
    if (hash("sha256", body, "buffer").equals(digest)) {
      const row = [cell.rowId, headers, body];
      if (draft.run("INSERT OR IGNORE INTO contents VALUES (?, ?, ?)", row).changes === 0)
        unread.conflicts += 1;
      return;
    }
  }
  draft.run("INSERT OR IGNORE INTO bad_bodies VALUES (?)", [cell.rowId]);
}

function isList(headers: Buffer): boolean {
  try {
    return Array.isArray(JSON.parse(headers.toString()));
  } catch {
    return false;
  }
}

function countUnread({ rows }: Collected, table: string): void {
  rows.set(table, (rows.get(table) ?? 0) + 1);
}
