// One open database file: its settings, and its statements, each prepared once.

import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { pathToFileURL } from "node:url";

/** An open database. Nothing here starts a transaction by itself. */
export interface Connection {
  /** The first row, or undefined. `Row` must name the columns as the SQL does: nothing checks it. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows the SQL's columns
  one<Row>(sql: string, values?: readonly SQLInputValue[]): Row | undefined;
  all<Row>(sql: string, values?: readonly SQLInputValue[]): Row[];
  /** Rows as they are asked for; ends the statement when the loop is left. */
  each<Row>(sql: string, values?: readonly SQLInputValue[]): Iterable<Row>;
  /** Returns the rows changed and the row id given. */
  run(sql: string, values?: readonly SQLInputValue[]): { changes: number; rowId: number };
  /** Statements without results or values; several at once. */
  execute(sql: string): void;
  isInTransaction(): boolean;
  close(): void;
}

/** How long to wait for another writer. Only `doctor` and a second daemon by mistake could be one. */
const BUSY_TIMEOUT_MS = 1000;
/** Fewer pages for 10 kB bodies than SQLite's 4096, without rewriting much for 1 kB ones (measured). */
const PAGE_BYTES = 8192;
const CACHE_KIB = 8000;
const CHECKPOINT_PAGES = 1000;
const JOURNAL_LIMIT_BYTES = 64 * 1024 * 1024;

/**
 * Opens an existing file for writing. An empty one is laid out. What a commit returned is on the disk:
 * FULL syncs the write-ahead log at every commit, and full_fsync reaches through the drive's cache on macOS.
 * @throws the driver's error where the file cannot be opened.
 */
export function openForWriting(file: string): Connection {
  return open(file, "rw", (database) => {
    database.exec(`PRAGMA page_size = ${PAGE_BYTES}; PRAGMA auto_vacuum = INCREMENTAL`);
    const mode = database.prepare("PRAGMA journal_mode = WAL").get()?.["journal_mode"];
    if (mode !== "wal")
      throw new Error(`the file system allows no write-ahead log (${String(mode)})`);
    database.exec(`
      PRAGMA synchronous = FULL;
      PRAGMA fullfsync = ON;
      PRAGMA checkpoint_fullfsync = ON;
      PRAGMA wal_autocheckpoint = ${CHECKPOINT_PAGES};
      PRAGMA journal_size_limit = ${JOURNAL_LIMIT_BYTES};
      PRAGMA cache_size = -${CACHE_KIB};
      PRAGMA temp_store = MEMORY;
    `);
  });
}

/** Opens a file for reading only; a writer may be at work in another process. Changes no byte of it. */
export function openForReading(file: string): Connection {
  return open(file, "ro", () => {});
}

function open(
  file: string,
  mode: "rw" | "ro",
  setUp: (database: DatabaseSync) => void,
): Connection {
  // By URL, because only so a missing file stays missing: the default would make an empty one.
  const url = pathToFileURL(file);
  url.searchParams.set("mode", mode);
  const database = new DatabaseSync(url, { readOnly: mode === "ro", timeout: BUSY_TIMEOUT_MS });
  try {
    setUp(database);
  } catch (error) {
    database.close();
    throw error;
  }
  return connectionOver(database);
}

function connectionOver(database: DatabaseSync): Connection {
  const prepared = new Map<string, StatementSync>();

  function statement(sql: string): StatementSync {
    const known = prepared.get(sql);
    if (known !== undefined) return known;
    const made = database.prepare(sql);
    prepared.set(sql, made);
    return made;
  }

  return {
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- as above
    one: <Row>(sql: string, values: readonly SQLInputValue[] = []) =>
      statement(sql).get(...values) as Row | undefined,
    all: <Row>(sql: string, values: readonly SQLInputValue[] = []) =>
      statement(sql).all(...values) as Row[],
    each: <Row>(sql: string, values: readonly SQLInputValue[] = []) =>
      statement(sql).iterate(...values) as Iterable<Row>,
    run(sql, values = []) {
      const { changes, lastInsertRowid } = statement(sql).run(...values);
      return { changes: Number(changes), rowId: Number(lastInsertRowid) };
    },
    execute: (sql) => database.exec(sql),
    isInTransaction: () => database.isTransaction,
    close: () => database.close(),
  };
}
