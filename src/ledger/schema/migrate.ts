// A database of an older schema comes in; one of the newest goes out, and a copy of the old one in backups/.

import { closeSync, mkdirSync, openSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { openForWriting, type Connection } from "../file/connection.ts";
import { sideFiles, type LedgerPaths } from "../file/paths.ts";
import { APPLICATION_ID, type Migration } from "./schema.ts";
import { syncPath } from "../file/sync-path.ts";

/** What a migration needs from around it. */
export interface MigrateDeps {
  readonly paths: LedgerPaths;
  readonly migrations: readonly Migration[];
  /** Epoch milliseconds, for the copy's name. */
  readonly now: number;
}

/**
 * Brings an open database to the newest schema, all steps in one transaction. Returns the copy's path, or
 * null where none was needed.
 * @throws WakehookError `ledger_too_new`; the driver's error where a step fails (all are undone then).
 */
export function migrate(deps: MigrateDeps, connection: Connection): string | null {
  const before = versionOf(connection);
  const newest = deps.migrations.at(-1)?.version ?? 0;
  if (before === newest) return null;
  if (before > newest) {
    throw new WakehookError("ledger_too_new", `the database has schema ${before}, not ${newest}`, {
      hint: "update wakehook",
    });
  }
  const copy = before === 0 ? null : backUp(deps, connection, before);
  applyMigrations(connection, deps.migrations);
  return copy;
}

/** Takes the steps that an open database has not taken yet, without a copy of it; all of them or none. */
export function applyMigrations(connection: Connection, migrations: readonly Migration[]): void {
  const before = versionOf(connection);
  const steps = migrations.filter(({ version }) => version > before);
  if (steps.length > 0) apply(connection, steps);
}

/**
 * Makes an empty, private database where none is, and opens it. It gets its name when it is whole and on the
 * disk: cut off half-way, SQLite would leave a rollback journal beside it that those who only read cannot undo.
 */
export function createDatabase(file: string): Connection {
  const folder = path.dirname(file);
  const draft = `${file}.new`;
  for (const left of [...filesOf(draft), ...filesOf(file)]) rmSync(left, { force: true });
  syncPath(folder);
  // Owner only from the first moment on; SQLite gives its side files the same mode.
  closeSync(openSync(draft, "wx", 0o600));
  openForWriting(draft).close();
  syncPath(draft);
  renameSync(draft, file);
  syncPath(folder);
  return openForWriting(file);
}

/** What a start that was cut off may have left. */
function filesOf(database: string): string[] {
  const { wal, shm } = sideFiles(database);
  return [`${database}-journal`, wal, shm, database];
}

/** In one transaction: a start of a new home pays for one sync, and a step that fails undoes the others. */
function apply(connection: Connection, steps: readonly Migration[]): void {
  connection.execute("BEGIN IMMEDIATE");
  try {
    for (const { version, sql } of steps) {
      connection.execute(sql);
      connection.execute(
        `PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version}`,
      );
    }
    connection.execute("COMMIT");
  } catch (error) {
    if (connection.isInTransaction()) connection.execute("ROLLBACK");
    throw error;
  }
}

function backUp(deps: MigrateDeps, connection: Connection, version: number): string {
  const { backupsFolder } = deps.paths;
  mkdirSync(backupsFolder, { recursive: true, mode: 0o700 });
  const copy = path.join(backupsFolder, `wakehook-schema-${version}-${stampOf(deps.now)}.db`);
  // It gets its name when it is whole: nobody is to put half a copy back.
  const draft = path.join(backupsFolder, "wakehook.db.new");
  for (const left of filesOf(draft)) rmSync(left, { force: true });
  closeSync(openSync(draft, "wx", 0o600)); // VACUUM INTO takes an empty file and leaves its mode
  connection.run("VACUUM INTO ?", [draft]);
  syncPath(draft);
  renameSync(draft, copy);
  syncPath(backupsFolder);
  return copy;
}

/** An instant as a part of a file's name: `2026-01-31T12-00-00.000Z`. */
export function stampOf(now: number): string {
  return new Date(now).toISOString().replaceAll(":", "-");
}

function versionOf(connection: Connection): number {
  return connection.one<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}
