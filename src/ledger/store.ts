// The one connection that writes. Everything that changes the ledger goes through it. When `change` or `transact`
// returns, the disk has it; what `append` wrote it has when `synced` has resolved. When one of them throws,
// nothing of its work happened and memory is as before.

import { statSync } from "node:fs";
import { WakehookError } from "../core/records/errors.ts";
import type { Connection } from "./file/connection.ts";
import {
  drop,
  reopen,
  saveGoneLog,
  setLevel,
  takeOver,
  undo,
  type Live,
  type SyncLevel,
} from "./file/live-connection.ts";
import { dataVersion, loadMemory, type Memory } from "./accept/memory.ts";
import { countChange, isBehind, readPosition, type Position } from "./file/position.ts";
import { faultOf, toLedgerError } from "./file/sqlite-error.ts";

/** The open ledger. Every method throws WakehookError `storage_unavailable` or `ledger_damaged`. */
export interface Store {
  read<Result>(work: (connection: Connection) => Result): Result;
  /** One synced transaction. Counted as a change. */
  change<Result>(work: (connection: Connection) => Result): Result;
  /** One synced transaction that is not counted as a change. */
  transact<Result>(work: (connection: Connection, memory: Memory) => Result): Result;
  /**
   * One transaction that adds deliveries; `work` counts other changes itself. It is visible at once, and may
   * be lost until `synced` resolves: promise nothing before.
   */
  append<Result>(work: (connection: Connection, memory: Memory) => Result): Result;
  /** Resolves when the disk has all that was appended so far. Rejects as a commit throws. */
  synced(): Promise<void>;
  /** The same, at once. */
  syncNow(): void;
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
  let live: Live | null = takeOver(deps.file, first);
  let memory = loadMemory(first);
  let committed = readPosition(first);
  let appended = committed;
  let appendedTo: Live | null = live;
  let seenVersion = dataVersion(first);
  let isFaulty = false;
  let isClosed = false;

  /** The connection, opened anew where a fault made it useless. */
  function open(): Live {
    if (isClosed) throw new WakehookError("storage_unavailable", "the ledger is closed");
    if (live !== null) {
      if (!live.log.isGone()) return live;
      saveGoneLog(live);
      live = drop(live);
    }
    const next = reopen(deps.file, (opened) => !isBehind(readPosition(opened), committed));
    memory = loadMemory(next.connection);
    seenVersion = dataVersion(next.connection);
    live = next;
    return next;
  }

  function commit<Result>(
    level: SyncLevel,
    work: (connection: Connection, memory: Memory) => Result,
  ): Result {
    requireSameFile(deps.file, fileNumber);
    const now = open();
    const { connection } = now;
    setLevel(now, level);
    connection.run("BEGIN IMMEDIATE");
    // The daemon's lock keeps other writers out. Should one get in, memory is read anew before it is believed.
    if (dataVersion(connection) !== seenVersion) {
      memory = loadMemory(connection);
      seenVersion = dataVersion(connection);
    }
    const result = work(connection, memory);
    const position = readPosition(connection);
    connection.run("COMMIT");
    // From here on nothing may throw: it has happened.
    appended = position;
    appendedTo = now;
    if (level === "FULL") onDisk(position);
    return result;
  }

  /** The disk has everything up to here: a sync is of the whole log. Must not throw. */
  function onDisk(position: Position): void {
    if (isBehind(position, committed)) return;
    committed = position;
    deps.onCommit(position);
    if (!isFaulty) return;
    isFaulty = false;
    deps.onRecovered();
  }

  function guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (thrown) {
      throw failed(thrown);
    }
  }

  function failed(thrown: unknown): Error {
    const error = toLedgerError(thrown);
    const fault = faultOf(thrown);
    const isWell = fault === "other" || fault === "full" || fault === "busy";
    // After a failed sync the system may hold pages as written that the disk never got, and a second
    // sync would report success. So: never sync again, open the file anew.
    if (!undo(live) || !isWell) live = drop(live);
    const isFault = fault !== "other" || isDamage(error);
    if (isFault && !isFaulty) {
      isFaulty = true;
      deps.onFault(error);
    }
    return error;
  }

  /** What was in a log that a fault made us leave is not known to be on the disk, nor ever will be. */
  function stillLive(written: Live | null): Live {
    if (live !== null && live === written) return live;
    throw new WakehookError("storage_unavailable", "the disk failed meanwhile");
  }

  async function synced(): Promise<void> {
    const now = stillLive(appendedTo);
    const upTo = appended;
    try {
      await now.log.sync();
    } catch (thrown) {
      if (live === now) throw failed(thrown);
    }
    stillLive(now);
    onDisk(upTo);
  }

  return {
    read: (work) => guarded(() => work(open().connection)),
    transact: (work) => guarded(() => commit("FULL", work)),
    append: (work) => guarded(() => commit("NORMAL", work)),
    change: (work) =>
      guarded(() =>
        commit("FULL", (connection) => {
          countChange(connection);
          return work(connection);
        }),
      ),
    synced,
    syncNow() {
      const { log } = stillLive(appendedTo);
      guarded(() => log.syncNow());
      onDisk(appended);
    },
    memory: () => memory,
    close() {
      isClosed = true;
      live = drop(live);
    },
  };
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
