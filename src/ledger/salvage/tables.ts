// Which table a record belongs to, and how it gets into the new database.

import { TURN_STATES } from "../../core/records/conversation.ts";
import {
  isConversationId,
  isDeliveryId,
  isMessageId,
  isRunId,
  isTurnId,
} from "../../core/records/ids.ts";
import { DELIVERY_STATES } from "../../core/records/status.ts";
import type { Connection } from "../file/connection.ts";
import type { Cell } from "./cells.ts";
import type { Value } from "./record.ts";

/** A table of the new database. */
export interface Table {
  readonly name: string;
  /** In the order in which a record has them. */
  readonly columns: readonly string[];
  /** A column that is the row's number: its record says null there. */
  readonly rowIdColumn: string | null;
  /** Its records are keys of a tree of their own. */
  readonly isKeyed: boolean;
}

/** Tables by name, and the names of tables and indexes by the root of their tree. */
export interface Tables {
  readonly byName: ReadonlyMap<string, Table>;
  readonly nameOfRoot: ReadonlyMap<number, string>;
}

const DIGEST_BYTES = 32;

/**
 * Reads them from a new database. SQLite gives out roots in the order of creation, so that they are the same in
 * every database that went through the same migrations.
 */
export function readTables(connection: Connection): Tables {
  const roots = connection.all<{ name: string; root: number }>(
    "SELECT name, rootpage AS root FROM sqlite_schema WHERE rootpage > 0",
  );
  const tables = connection.all<{ name: string; isKeyed: number }>(
    `SELECT name, wr AS isKeyed FROM pragma_table_list
      WHERE schema = 'main' AND type = 'table' AND name NOT GLOB 'sqlite_*'`,
  );
  return {
    byName: new Map(tables.map(({ name, isKeyed }) => [name, tableOf(connection, name, isKeyed)])),
    nameOfRoot: new Map([
      [1, "sqlite_schema"],
      ...roots.map(({ name, root }): [number, string] => [root, name]),
    ]),
  };
}

/** The tables whose records may have so many values, the likeliest first: a record of an older schema is shorter. */
export function tablesByWidth({ byName }: Tables, width: number): Table[] {
  return [...byName.values()]
    .filter(({ columns, isKeyed }) => !isKeyed && width > 2 && columns.length >= width)
    .toSorted((one, other) => one.columns.length - other.columns.length);
}

/** Adds a record as a row. False where it is none of this table, or its number or id is taken. */
export function insertCell(connection: Connection, table: Table, cell: Cell): boolean {
  const { values, rowId } = cell;
  if (values === null || values.length > table.columns.length) return false;
  // A record of an older schema is shorter: what it lacks has its default.
  const columns = table.columns.slice(0, values.length);
  const row = values.map((value, at) => (columns[at] === table.rowIdColumn ? rowId : value));
  if (!isPlausible(table.name, new Map(columns.map((name, at) => [name, row[at] ?? null]))))
    return false;
  const places = columns.map(() => "?").join(", ");
  try {
    const { changes } = connection.run(
      `INSERT OR IGNORE INTO ${table.name} (${columns.join(", ")}) VALUES (${places})`,
      row.map(toBound),
    );
    return changes === 1;
  } catch (thrown) {
    // A value of a kind that the column does not take: the table is strict.
    if (isConstraint(thrown)) return false;
    throw thrown;
  }
}

function tableOf(connection: Connection, name: string, isKeyed: number): Table {
  const columns = connection.all<{ name: string; type: string; key: number }>(
    "SELECT name, type, pk AS key FROM pragma_table_info(?) ORDER BY cid",
    [name],
  );
  const keys = columns.filter(({ key }) => key > 0).toSorted((one, other) => one.key - other.key);
  const [key] = keys;
  const isRowId = isKeyed === 0 && keys.length === 1 && key?.type === "INTEGER";
  const ordered = isKeyed === 0 ? columns : [...keys, ...columns.filter((one) => one.key === 0)];
  return {
    name,
    columns: ordered.map((column) => column.name),
    rowIdColumn: isRowId ? (key?.name ?? null) : null,
    isKeyed: isKeyed === 1,
  };
}

/** What no damage may make up: an id, a state, a digest. */
function isPlausible(table: string, row: ReadonlyMap<string, Value>): boolean {
  const text = (column: string): string => String(row.get(column) ?? "");
  const isDigest = (column: string): boolean => {
    const value = row.get(column);
    return Buffer.isBuffer(value) && value.length === DIGEST_BYTES;
  };
  if (table === "deliveries")
    return (
      isDeliveryId(text("id")) &&
      isDigest("body_sha256") &&
      Object.hasOwn(DELIVERY_STATES, text("state")) &&
      Number(row.get("sequence")) > 0
    );
  if (table === "runs")
    return (
      isRunId(text("id")) &&
      isDeliveryId(text("delivery_id")) &&
      /^(running|done)$/.test(text("state"))
    );
  if (table === "conversations") return isConversationId(text("id"));
  if (table === "messages") return isMessageId(text("id"));
  if (table === "turns") return isTurnId(text("id")) && Object.hasOwn(TURN_STATES, text("state"));
  if (table === "claims") return isDigest("key");
  if (table === "posted") return isDigest("key") && isRunId(text("run_id"));
  if (table === "once_calls") return isDigest("key") && isDigest("body_sha256");
  if (table === "secret_ages") return isDigest("mark");
  return true;
}

/** Whole numbers as such: in a column of any kind a float would stay one. */
function toBound(value: Value): null | number | bigint | string | Buffer {
  return typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value;
}

/** https://sqlite.org/rescode.html: CONSTRAINT, MISMATCH. */
function isConstraint(thrown: unknown): boolean {
  if (!(thrown instanceof Error) || !("errcode" in thrown)) return false;
  const code = Number(thrown.errcode) & 0xff;
  return code === 19 || code === 20;
}
