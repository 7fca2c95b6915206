// The one connection that writes. Everything that changes the ledger goes through `transact`:
// when it returns, the disk has it; when it throws, nothing of it happened and memory is as before.

import { statSync } from "node:fs";
import { WakehookError } from "../core/errors.ts";
import { loadClaimIndex, type ClaimIndex } from "./claim-index.ts";
import { openForWriting, type Connection } from "./connection.ts";
import { countChange, isBehind, readPosition, type Position } from "./position.ts";
import { faultOf, toLedgerError } from "./sqlite-error.ts";

/** What is kept in memory of the tables; right whenever no transaction is open. */
export interface Memory {
  /** Deliveries that are queued or held. */
  waiting: number;
  readonly claims: ClaimIndex;
}

/** The open ledger. Every method throws WakehookError `storage_unavailable` or `ledger_damaged`. */
export interface Store {
  read<Result>(work: (connection: Connection) => Result): Result;
  /** One synced transaction. Counted as a change. */
  change<Result>(work: (connection: Connection) => Result): Result;
  /** One synced transaction that adds deliveries; `work` counts other changes itself. */
  transact<Result>(work: (connection: Connection, memory: Memory) => Result): Result;
  memory(): Memory;
  close(): void;
}

/** What a store needs. */
export interface StoreDeps {
  readonly file: string;
  /** After each commit. Must not throw. */
  readonly onCommit: (position: Position) => void;
  /** The disk or the database failed; told once until it works again. Must not throw. */
  readonly onFault: (error: Error) => void;
  /**
   * A commit worked after a fault. After a failed sync, what had been refused may be there after all:
   * look at what waits. Must not throw.
   */
  readonly onRecovered: () => void;
}

/** Takes over an open, migrated connection. */
export function openStore(deps: StoreDeps, first: Connection): Store {
  const fileNumber = inodeOf(deps.file);
  let connection: Connection | null = first;
  let memory = loadMemory(first);
  let committed = readPosition(first);
  let seenVersion = dataVersion(first);
  let isFaulty = false;
  let isClosed = false;

  /** The connection, opened anew where a fault made it useless. */
  function live(): Connection {
    if (isClosed) throw new WakehookError("storage_unavailable", "the ledger is closed");
    if (connection !== null) return connection;
    const next = reopen(deps.file, committed);
    memory = loadMemory(next);
    seenVersion = dataVersion(next);
    connection = next;
    return next;
  }

  function transact<Result>(work: (connection: Connection, memory: Memory) => Result): Result {
    return guarded(() => {
      requireSameFile(deps.file, fileNumber);
      const open = live();
      open.run("BEGIN IMMEDIATE");
      // The daemon's lock keeps other writers out. Should one get in, memory is read anew before it is believed.
      if (dataVersion(open) !== seenVersion) {
        memory = loadMemory(open);
        seenVersion = dataVersion(open);
      }
      const result = work(open, memory);
      const position = readPosition(open);
      open.run("COMMIT");
      // From here on nothing may throw: the disk has it.
      committed = position;
      deps.onCommit(position);
      if (isFaulty) {
        isFaulty = false;
        deps.onRecovered();
      }
      return result;
    });
  }

  function guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (thrown) {
      const error = toLedgerError(thrown);
      const fault = faultOf(thrown);
      const isWell = fault === "other" || fault === "full" || fault === "busy";
      // After a failed sync the system may hold pages as written that the disk never got, and a second
      // sync would report success. So: never sync again, open the file anew.
      if (!undo(connection) || !isWell) connection = dropped(connection);
      const isFault = fault !== "other" || isDamage(error);
      if (isFault && !isFaulty) {
        isFaulty = true;
        deps.onFault(error);
      }
      throw error;
    }
  }

  return {
    read: (work) => guarded(() => work(live())),
    transact,
    change: (work) =>
      transact((open) => {
        countChange(open);
        return work(open);
      }),
    memory: () => memory,
    close() {
      isClosed = true;
      connection = dropped(connection);
    },
  };
}

/**
 * Opens the file after a fault. What its log holds may be in the system's memory only, so it is copied into
 * the database and synced there before anything builds upon it.
 * @throws WakehookError `storage_unavailable` while that does not work, `ledger_damaged` where rows are missing.
 */
function reopen(file: string, committed: Position): Connection {
  const connection = openForWriting(file);
  try {
    const checkpoint = connection.one<{ busy: number }>("PRAGMA wal_checkpoint(TRUNCATE)");
    if (checkpoint?.busy !== 0) {
      throw new WakehookError("storage_unavailable", "a reader holds the database after a fault", {
        hint: "wakehook goes on when the reader has ended",
      });
    }
    if (isBehind(readPosition(connection), committed)) {
      throw new WakehookError(
        "ledger_damaged",
        "the database lost rows after a fault of the disk",
        {
          hint: "stop the daemon and run `wakehook doctor`",
        },
      );
    }
    return connection;
  } catch (error) {
    dropped(connection);
    throw error;
  }
}

function loadMemory(connection: Connection): Memory {
  const row = connection.one<{ waiting: number }>(
    "SELECT count(*) AS waiting FROM deliveries WHERE state IN ('queued', 'held')",
  );
  return { waiting: row?.waiting ?? 0, claims: loadClaimIndex(connection) };
}

/** Changes when another connection has committed (https://sqlite.org/pragma.html#pragma_data_version). */
function dataVersion(connection: Connection): number {
  return connection.one<{ data_version: number }>("PRAGMA data_version")?.data_version ?? 0;
}

/** An unlinked database takes commits as before, and all of them are lost with the process. */
function requireSameFile(file: string, fileNumber: number | undefined): void {
  if (inodeOf(file) === fileNumber) return;
  throw new WakehookError("ledger_damaged", `${file} was removed or replaced while in use`, {
    hint: "put the file back, or stop the daemon and run `wakehook doctor`",
  });
}

function isDamage(error: Error): boolean {
  return error instanceof WakehookError && error.code === "ledger_damaged";
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}

/** Rolls back what is open. False where that does not work. */
function undo(connection: Connection | null): boolean {
  try {
    if (connection?.isInTransaction() === true) connection.execute("ROLLBACK");
    return true;
  } catch {
    return false;
  }
}

function dropped(connection: Connection | null): null {
  try {
    connection?.close();
  } catch {
    // Nothing more can be done with it; the next use opens the file anew.
  }
  return null;
}
