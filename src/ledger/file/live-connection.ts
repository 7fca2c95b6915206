// The connection that writes, with its write-ahead log, from its opening to the fault that ends it.

import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { openForWriting, type Connection } from "./connection.ts";
import { openLogSync, type LogSync } from "./log-sync.ts";
import { syncPath } from "./sync-path.ts";

/** FULL syncs the log at every commit; after NORMAL that is left to `LogSync`. */
export type SyncLevel = "FULL" | "NORMAL";

/** A connection that can be used. */
export interface Live {
  readonly connection: Connection;
  readonly log: LogSync;
  level: SyncLevel;
}

/** A connection that was just opened for writing. */
export function takeOver(file: string, connection: Connection): Live {
  return { connection, log: openLogSync(file), level: "FULL" };
}

/** How the next commits are synced. Not within a transaction. */
export function setLevel(live: Live, level: SyncLevel): void {
  if (live.level === level) return;
  live.connection.execute(`PRAGMA synchronous = ${level}`);
  live.level = level;
}

/**
 * Opens the file after a fault. What its log holds may be in the system's memory only, so it is copied into
 * the database and synced there before anything builds upon it.
 * @param isWhole tells whether everything is there that was promised
 * @throws WakehookError `storage_unavailable` while that does not work, `ledger_damaged` where rows are missing.
 */
export function reopen(file: string, isWhole: (connection: Connection) => boolean): Live {
  const connection = openForWriting(file);
  try {
    const checkpoint = connection.one<{ busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)");
    if (checkpoint?.busy !== 0) {
      throw new WakehookError("storage_unavailable", "a reader holds the database after a fault", {
        hint: "wakehook goes on when the reader has ended",
      });
    }
    if (!isWhole(connection)) {
      throw new WakehookError(
        "ledger_damaged",
        "the database lost rows after a fault of the disk",
        {
          hint: "stop the daemon and run `wakehook doctor`",
        },
      );
    }
    // The log is a new file. SQLite syncs its folder, but says nothing when that fails.
    syncPath(path.dirname(file));
    return takeOver(file, connection);
  } catch (error) {
    closeQuietly(connection);
    throw error;
  }
}

/**
 * Copies what a log holds that was removed under the connection into the database, before the connection is left:
 * nobody else can read it any more.
 * @throws WakehookError `storage_unavailable` while that does not work; the connection is to be kept then.
 */
export function saveGoneLog({ connection }: Live): void {
  const saved = connection.one<{ log: number; checkpointed: number }>(
    "PRAGMA wal_checkpoint(PASSIVE)",
  );
  if (saved !== undefined && saved.log === saved.checkpointed) return;
  throw new WakehookError("storage_unavailable", "the log was removed while a reader needs it", {
    hint: "wakehook goes on when the reader has ended",
  });
}

/** Rolls back what is open. False where that does not work. */
export function undo(live: Live | null): boolean {
  try {
    if (live?.connection.isInTransaction() === true) live.connection.execute("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

/** Lets go of a connection that is of no more use, and gives what takes its place. */
export function drop(live: Live | null): null {
  live?.log.close();
  closeQuietly(live?.connection);
  return null;
}

function closeQuietly(connection: Connection | undefined): void {
  try {
    connection?.close();
  } catch {
    // Nothing more can be done with it; the next use opens the file anew.
  }
}
