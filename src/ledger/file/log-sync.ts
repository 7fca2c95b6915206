// Syncs SQLite's write-ahead log from Node's threads, so that the event loop goes on while the disk works.
//
// A commit with synchronous FULL is a write of the log and one fsync of it. With NORMAL it is the same write
// without that fsync, and this is the fsync: nothing may be promised before it has returned. All else that
// FULL does, NORMAL does too: it syncs the header of a log that begins anew (and the folder of a new one),
// the log before a checkpoint, and the database after it (https://sqlite.org/pragma.html#pragma_synchronous).

import { closeSync, fdatasync, fdatasyncSync, fstatSync, openSync } from "node:fs";
import { sideFiles } from "./paths.ts";

/** The log of one open connection. */
export interface LogSync {
  /** When it resolves, the disk has what was in the log when it was called. Rejects with the system's error. */
  sync(): Promise<void>;
  /** The same, at once. */
  syncNow(): void;
  /** Somebody removed or replaced the file: what is written to it now goes with the process. */
  isGone(): boolean;
  /** What is under way ends first. */
  close(): void;
}

/**
 * Opens the log of a database that a connection of this process has written to or read from: it is there then.
 * Closing this descriptor harms no lock of SQLite's: those are on the other two files.
 * @throws the system's error
 */
export function openLogSync(database: string): LogSync {
  const descriptor = openSync(sideFiles(database).wal, "r");
  let underWay = 0;
  let isClosed = false;

  function closeWhenDone(): void {
    if (isClosed && underWay === 0) closeSync(descriptor);
  }

  return {
    sync: () =>
      new Promise((resolve, reject) => {
        underWay += 1;
        fdatasync(descriptor, (error) => {
          underWay -= 1;
          closeWhenDone();
          if (error === null) resolve();
          else reject(error);
        });
      }),
    syncNow: () => fdatasyncSync(descriptor),
    isGone: () => fstatSync(descriptor).nlink === 0,
    close() {
      if (isClosed) return;
      isClosed = true;
      closeWhenDone();
    },
  };
}
