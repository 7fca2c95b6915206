// Changes of relay.db come in; each settles when the disk has it. What arrives in one turn of the event loop shares a
// transaction, and what arrives while the disk syncs shares the next: as the ledger's accept queue does.

import { statSync } from "node:fs";
import { WakehookError } from "../../core/records/errors.ts";
import type { Connection } from "../../ledger/file/connection.ts";
import {
  drop,
  reopen,
  saveGoneLog,
  setLevel,
  takeOver,
  undo,
  type Live,
} from "../../ledger/file/live-connection.ts";
import { isBehind, type Position } from "../../ledger/file/position.ts";
import { faultOf } from "../../ledger/file/sqlite-error.ts";
import { relayPosition, relayStorageError } from "./open-database.ts";

/** The one connection that writes. */
export interface RelayStore {
  /**
   * Settles when the disk has it; rejects with WakehookError `storage_unavailable` or `ledger_damaged`, and nothing
   * may be promised then.
   * @param bytes about how much it writes
   */
  write<Result>(work: (connection: Connection) => Result, bytes?: number): Promise<Result>;
  /** The same for what may be lost with the machine's power: it settles when it is written, and causes no sync. */
  note<Result>(work: (connection: Connection) => Result): Promise<Result>;
  /** @throws WakehookError as `write` rejects. */
  read<Result>(work: (connection: Connection) => Result): Result;
  /** Writes what waits, then lets the file go. Nothing is taken from here on. */
  close(): Promise<void>;
}

/** What a store needs. None of the callbacks may throw. */
export interface RelayStoreDeps {
  readonly file: string;
  /** The disk has everything up to here. */
  readonly onCommit: (position: Position) => void;
  /** The disk or the database failed; told once until it works again. */
  readonly onFault: (error: Error) => void;
  /** The file was opened anew after a fault: what was refused may be there after all. */
  readonly onReopened: (connection: Connection) => void;
}

/** Bounds of one transaction, so that the event loop is not held for long. */
const MOST_WORKS = 256;
const MOST_BYTES = 8 * 1024 * 1024;
/** So few are synced at once: handing the sync to a thread and back would cost more. */
const FEW_WORKS = 4;

interface Entry {
  readonly work: (connection: Connection) => unknown;
  readonly bytes: number;
  readonly isSynced: boolean;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: Error) => void;
  result?: unknown;
}

/** Takes over an open database. */
export function openRelayStore(deps: RelayStoreDeps, first: Connection): RelayStore {
  const fileNumber = inodeOf(deps.file);
  let live: Live | null = takeOver(deps.file, first);
  let committed = relayPosition(first);
  let entries: Entry[] = [];
  let underWay: Promise<void> | null = null;
  let isFaulty = false;
  let isClosing = false;
  let isClosed = false;

  /** The connection, opened anew where a fault made it useless. */
  function open(): Live {
    if (isClosed) throw closed();
    if (inodeOf(deps.file) !== fileNumber)
      throw new WakehookError("ledger_damaged", "the file was removed or replaced while in use");
    if (live !== null) {
      if (!live.log.isGone()) return live;
      saveGoneLog(live);
      live = drop(live);
    }
    live = reopen(deps.file, (opened) => !isBehind(relayPosition(opened), committed));
    deps.onReopened(live.connection);
    return live;
  }

  function failed(thrown: unknown): Error {
    const error = relayStorageError(thrown, deps.file);
    const fault = faultOf(thrown);
    // After a failed sync the system may hold pages as written that the disk never got: never sync again, open anew.
    const isWell = fault === "other" || fault === "full" || fault === "busy";
    if (!undo(live) || !isWell) live = drop(live);
    const isFault = error instanceof WakehookError;
    if (isFault && !isFaulty && !isClosed) deps.onFault(error);
    isFaulty ||= isFault;
    return error;
  }

  /** One transaction, not yet synced. Gives those that are in it; the others are refused. Does not throw. */
  function transact(part: readonly Entry[]): readonly Entry[] {
    try {
      const now = open();
      const { connection } = now;
      // The sync of the log is left to `LogSync`.
      setLevel(now, "NORMAL");
      connection.run("BEGIN IMMEDIATE");
      for (const entry of part) entry.result = entry.work(connection);
      connection.run("COMMIT");
      return part;
    } catch (thrown) {
      const error = failed(thrown);
      // One that does not fit, or is wrong, must not take the others with it; a disk that failed takes them all.
      const fault = faultOf(thrown);
      if (part.length > 1 && (fault === "full" || fault === "other"))
        return part.flatMap((entry) => transact([entry]));
      for (const entry of part) entry.reject(error);
      return [];
    }
  }

  function schedule(): void {
    if (underWay !== null || entries.length === 0) return;
    underWay = new Promise((resolve) => setImmediate(() => void flush().then(resolve)));
  }

  async function flush(): Promise<void> {
    const size = partSize(entries);
    const written = transact(entries.slice(0, size));
    entries = entries.slice(size);
    try {
      const now = live;
      const synced = written.filter(({ isSynced }) => isSynced).length;
      if (synced > FEW_WORKS) await now?.log.sync();
      else if (synced > 0) now?.log.syncNow();
      if (now !== live) throw new WakehookError("storage_unavailable", "the disk failed meanwhile");
      if (synced > 0) onDisk();
      for (const entry of written) entry.resolve(entry.result);
    } catch (thrown) {
      const error = failed(thrown);
      for (const entry of written) entry.reject(error);
    }
    underWay = null;
    schedule();
  }

  function onDisk(): void {
    if (live === null) return;
    committed = relayPosition(live.connection);
    deps.onCommit(committed);
    isFaulty = false;
  }

  function add<Result>(
    work: (connection: Connection) => Result,
    how: Pick<Entry, "bytes" | "isSynced">,
  ): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      if (isClosing) throw closed();
      entries.push({ work, ...how, resolve: resolve as (result: unknown) => void, reject });
      schedule();
    });
  }

  return {
    write: (work, bytes = 0) => add(work, { bytes, isSynced: true }),
    note: (work) => add(work, { bytes: 0, isSynced: false }),
    read(work) {
      try {
        return work(open().connection);
      } catch (thrown) {
        throw failed(thrown);
      }
    },
    async close() {
      isClosing = true;
      for (let last = underWay; last !== null; last = underWay) await last;
      isClosed = true;
      live = drop(live);
    },
  };
}

function closed(): WakehookError {
  return new WakehookError("storage_unavailable", "the relay's database is closed");
}

/** How many of the first entries go into one transaction: at least one. */
function partSize(entries: readonly Entry[]): number {
  let bytes = 0;
  for (const [at, entry] of entries.entries()) {
    bytes += entry.bytes;
    if (at === MOST_WORKS || (at > 0 && bytes > MOST_BYTES)) return at;
  }
  return entries.length;
}

function inodeOf(file: string): number | undefined {
  return statSync(file, { throwIfNoEntry: false })?.ino;
}
