// The files of a ledger come in; what state they are in goes out. Opens for reading only: whatever is
// found, every byte stays as it was, so that nothing is made worse before the owner has decided.

import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readSync,
  statSync,
  type Stats,
} from "node:fs";
import { toError, WakehookError } from "../../core/records/errors.ts";
import { openForReading, type Connection } from "../file/connection.ts";
import { isBehind, readPosition, type Position } from "../file/position.ts";
import { repairNote, type LedgerPaths } from "../file/paths.ts";
import { APPLICATION_ID, SCHEMA_VERSION } from "../schema/schema.ts";
import { faultOf } from "../file/sqlite-error.ts";
import { readWatermark, type Mark, type ReadMark } from "./watermark.ts";

/** A ledger that can be read: what it says of itself. */
export interface Identity extends Mark {
  readonly schemaVersion: number;
}

/** What the files are. */
export type Examination =
  /** There never was one here. */
  | { readonly kind: "absent" }
  /** `watermark` is null where the file is missing or unreadable: the ledger is taken as it is. */
  | { readonly kind: "sound"; readonly identity: Identity; readonly watermark: Mark | null }
  | { readonly kind: "too_new"; readonly schemaVersion: number }
  /** `identity` is there where the database itself can be read, and only lost something. */
  | { readonly kind: "damaged"; readonly problem: string; readonly identity: Identity | null };

/** The first bytes of every SQLite database. */
const MAGIC = "SQLite format 3\0";

/**
 * Looks at the files. Costs a few pages; whether every page is well is the business of `inspectLedger`.
 * @throws the system's or the driver's error where a file is there and cannot be opened at all.
 */
export function examineLedger(paths: LedgerPaths): Examination {
  if (existsSync(repairNote(paths))) return damaged("a repair was cut off at its last steps");
  const watermark = readWatermark(paths.watermarkFile);
  const stats = statOf(paths.database);
  if (stats?.isFile() === false) return damaged(`${paths.database} is not a file`);
  const size = stats?.size;
  if (size === undefined || size === 0) {
    // An empty file without a watermark: as with a blank one, nothing was ever promised.
    if (watermark.kind === "absent") return { kind: "absent" };
    const seen = size === 0 ? "is empty" : "is gone";
    return damaged(`${paths.database} ${seen}, but a database was here before`);
  }
  const { isDatabase, claimedBytes } = readHeader(paths.database);
  if (!isDatabase) return damaged(`${paths.database} does not begin as a SQLite database does`);
  return examineContent(paths, { watermark, isShort: size < claimedBytes });
}

/**
 * What `openLedger` says of a database that it must not use.
 * @returns null where it may.
 */
export function refusalOf(found: Examination): WakehookError | null {
  if (found.kind === "too_new") {
    return new WakehookError(
      "ledger_too_new",
      `the database has schema ${found.schemaVersion}; this wakehook knows up to ${SCHEMA_VERSION}`,
      { hint: "update wakehook, or put back the copy in backups/ that the update made" },
    );
  }
  if (found.kind !== "damaged") return null;
  return new WakehookError("ledger_damaged", found.problem, {
    hint: "nothing was changed. `wakehook doctor` shows what is left and the ways on: put a copy back, salvage what is readable with `wakehook doctor --repair`, or accept the loss with `wakehook doctor --accept-loss`",
  });
}

function examineContent(
  paths: LedgerPaths,
  { watermark, isShort }: { readonly watermark: ReadMark; readonly isShort: boolean },
): Examination {
  let connection: Connection | undefined;
  try {
    connection = openForReading(paths.database);
    const schemaVersion = pragma(connection, "user_version");
    if (pragma(connection, "application_id") !== APPLICATION_ID) {
      if (watermark.kind === "absent" && isBlank(connection)) return { kind: "absent" };
      return damaged(`${paths.database} is not wakehook's, or lost its first pages`);
    }
    if (schemaVersion > SCHEMA_VERSION) return { kind: "too_new", schemaVersion };
    // Either the daemon died while it folded the log in, and the log has the rest; or the file was cut.
    if (isShort && !isWhole(connection)) return damaged(`the end of ${paths.database} is missing`);
    return compare({ schemaVersion, ...readMark(connection) }, watermark);
  } catch (thrown) {
    if (["io", "busy", "full"].includes(faultOf(thrown))) throw thrown;
    return damaged(`${paths.database} cannot be read: ${toError(thrown).message}`);
  } finally {
    connection?.close();
  }
}

function compare(identity: Identity, watermark: ReadMark): Examination {
  if (watermark.kind !== "read") return { kind: "sound", identity, watermark: null };
  const { kind: _, ...mark } = watermark;
  if (mark.databaseId !== identity.databaseId) {
    const problem = `the database is another one: its id is ${identity.databaseId}, the watermark's ${mark.databaseId}`;
    return { kind: "damaged", problem, identity };
  }
  if (!isBehind(identity, mark)) return { kind: "sound", identity, watermark: mark };
  const problem = `the database lost its end, or is an older copy: it stands at ${words(identity)}; it has already stood at ${words(mark)}`;
  return { kind: "damaged", problem, identity };
}

/** Who an open ledger is, and where it stands. */
export function readMark(connection: Connection): Mark {
  const row = connection.one<{ value: string }>(
    "SELECT value FROM meta WHERE name = 'database_id'",
  );
  return { databaseId: row?.value ?? "", ...readPosition(connection) };
}

/** A database without a single table: the daemon died while it made its first one. */
function isBlank(connection: Connection): boolean {
  const row = connection.one<{ tables: number }>("SELECT count(*) AS tables FROM sqlite_schema");
  return row?.tables === 0;
}

function isWhole(connection: Connection): boolean {
  const row = connection.one<{ quick_check: string }>("PRAGMA quick_check(1)");
  return row?.quick_check === "ok";
}

function pragma(connection: Connection, name: "user_version" | "application_id"): number {
  return connection.one<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}

/** A link that leads nowhere else than to itself counts as what it is: no file. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file, { throwIfNoEntry: false });
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ELOOP") return lstatSync(file);
    throw error;
  }
}

/** https://sqlite.org/fileformat.html#the_database_header */
function readHeader(file: string): { readonly isDatabase: boolean; readonly claimedBytes: number } {
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  const pageBytes = header.readUInt16BE(16) === 1 ? 65_536 : header.readUInt16BE(16);
  return {
    isDatabase: header.toString("latin1", 0, MAGIC.length) === MAGIC,
    claimedBytes: header.readUInt32BE(28) * pageBytes,
  };
}

function words({ sequence, changes }: Position): string {
  return `delivery ${sequence}, change ${changes}`;
}

function damaged(problem: string): Examination {
  return { kind: "damaged", problem, identity: null };
}
