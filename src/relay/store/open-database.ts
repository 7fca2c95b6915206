// The file relay.db comes in; an open database that has all it ever promised goes out, or a refusal with words.

import { statSync } from "node:fs";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { openForWriting, type Connection } from "../../ledger/file/connection.ts";
import { isBehind, type Position } from "../../ledger/file/position.ts";
import { faultOf, toLedgerError } from "../../ledger/file/sqlite-error.ts";
import { openWatermark, readWatermark, type Watermark } from "../../ledger/guards/watermark.ts";
import { createDatabase } from "../../ledger/schema/migrate.ts";
import type { Clock } from "../../system/clock.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { RelayPaths } from "../paths.ts";
import { RELAY_APPLICATION_ID, RELAY_SCHEMA, RELAY_SCHEMA_VERSION } from "./relay-schema.ts";

/** What opening needs. */
export interface OpenDeps {
  readonly paths: RelayPaths;
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly log: Log;
}

/** An open database. */
export interface RelayDatabase {
  readonly connection: Connection;
  readonly watermark: Watermark;
  /** The relay's own id: with a hook and a number it names a parcel for ever. */
  readonly id: string;
}

/**
 * Opens the database; makes it where there never was one. The caller holds the relay's lock.
 * @throws WakehookError `ledger_damaged` (nothing was changed), `ledger_too_new`, `storage_unavailable`.
 */
export function openRelayDatabase(deps: OpenDeps): RelayDatabase {
  try {
    return open(deps);
  } catch (thrown) {
    throw relayStorageError(thrown, deps.paths.database);
  }
}

/** The driver's errors in words of the relay's owner. */
export function relayStorageError(thrown: unknown, file: string): Error {
  const isSaid = thrown instanceof WakehookError && thrown.message.startsWith(file);
  if (thrown instanceof WakehookError && (isSaid || thrown.code !== "ledger_damaged"))
    return thrown;
  const error = toLedgerError(thrown);
  if (faultOf(thrown) !== "damaged" && !(thrown instanceof WakehookError)) return error;
  return damaged(file, error.message, thrown);
}

/** How far a database has come: the newest number that was ever given. */
export function relayPosition(connection: Connection): Position {
  const row = connection.one<{ value: number }>("SELECT value FROM meta WHERE name = 'number'");
  return { sequence: row?.value ?? 0, changes: 0 };
}

function open({ paths, clock, randomness, log }: OpenDeps): RelayDatabase {
  const { database: file, watermarkFile } = paths;
  const mark = readWatermark(watermarkFile);
  const size = statSync(file, { throwIfNoEntry: false })?.size;
  const isNew = size === undefined;
  // A file that was emptied is one that lost everything: opened for writing it would be laid out anew.
  if (mark.kind !== "absent" && (isNew || size === 0))
    throw damaged(file, "it is gone, and once held parcels", undefined);
  const connection = isNew ? createDatabase(file) : openForWriting(file);
  try {
    layOut(connection, randomness);
    const id = String(
      connection.one<{ value: string }>("SELECT value FROM meta WHERE name = 'id'")?.value,
    );
    const position = relayPosition(connection);
    if (mark.kind === "read" && (mark.databaseId !== id || isBehind(position, mark)))
      throw damaged(file, "it lost parcels, or is an older copy of what it was", undefined);
    beginNumbers(connection, clock.now());
    // Before the first promise is made, the tables are in the database itself and not only in its log.
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)");
    const watermark = openWatermark(
      { file: watermarkFile, clock, log },
      { ...relayPosition(connection), databaseId: id },
    );
    return { connection, watermark, id };
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** A file that was laid out before is only looked at. */
function layOut(connection: Connection, randomness: Randomness): void {
  const version = pragma(connection, "user_version");
  if (version > RELAY_SCHEMA_VERSION)
    throw new WakehookError("ledger_too_new", `relay.db has schema ${version}`, {
      hint: "update wakehook",
    });
  if (version === RELAY_SCHEMA_VERSION) {
    if (pragma(connection, "application_id") === RELAY_APPLICATION_ID) return;
    throw new WakehookError("ledger_damaged", "relay.db is another program's database");
  }
  connection.execute("BEGIN IMMEDIATE");
  connection.execute(RELAY_SCHEMA);
  connection.run("INSERT INTO meta VALUES ('id', ?), ('number', 0)", [
    randomness.bytes(8).toString("hex"),
  ]);
  connection.execute(
    `PRAGMA application_id = ${RELAY_APPLICATION_ID}; PRAGMA user_version = ${RELAY_SCHEMA_VERSION}; COMMIT`,
  );
}

/** The year 2200: beyond it a clock is wrong, and numbers are to stay those that JSON can hold. */
const LATEST_CLOCK = 7_258_118_400_000;

/**
 * Each start gives numbers above its clock, in microseconds: a copy of the file that was put back never gives one
 * again that a daemon knows, whose parcel would then count as taken.
 */
function beginNumbers(connection: Connection, now: number): void {
  connection.run("UPDATE meta SET value = max(value, ?) WHERE name = 'number'", [
    Math.min(Math.floor(now), LATEST_CLOCK) * 1000,
  ]);
}

function pragma(connection: Connection, name: "user_version" | "application_id"): number {
  return connection.one<Record<string, number>>(`PRAGMA ${name}`)?.[name] ?? 0;
}

function damaged(file: string, what: string, cause: unknown): WakehookError {
  return new WakehookError("ledger_damaged", `${file} cannot be relied on: ${what}`, {
    hint: `nothing was changed. Put the file back, or keep a copy and begin anew (what waited there is lost then): move away ${file}, its -wal and -shm, and relay.watermark`,
    ...(cause === undefined ? {} : { cause: toError(cause) }),
  });
}
