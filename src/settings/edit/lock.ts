// Locks between processes, on SQLite's own file locks: the kernel frees them when the holder dies,
// so there is nothing stale to clean up, and a reused pid means nothing.

import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { WakehookError, toError } from "../../core/records/errors.ts";
import { systemClock, type Clock } from "../../system/clock.ts";

/** How long `withFileLock` waits for another process by default, milliseconds. */
const WAIT_MS = 15_000;
const FIRST_PAUSE_MS = 2;
const LONGEST_PAUSE_MS = 25;
/** Primary result codes of SQLite (https://www.sqlite.org/rescode.html). */
const SQLITE_BUSY = 5;
const SQLITE_IOERR = 10;
const SQLITE_FULL = 13;
/** What the system says of a disk that takes no more. */
const FULL_CODES: ReadonlySet<unknown> = new Set(["ENOSPC", "EDQUOT"]);

/** A lock that is held until it is released or the process ends. */
export interface FileLock {
  release(): void;
}

// A connection that is collected is closed, and its lock with it: held ones stay reachable from here.
const held = new Set<DatabaseSync>();

/**
 * Does a piece of work while no other process (and no other caller in this one) holds the same lock.
 * The file is made where it is missing and never removed: a removed one would let two in at once.
 * @throws WakehookError `locked` after `waitMs` (default 15,000); `storage_unavailable` where the disk
 * is full or fails; `home_unusable` where the lock's file cannot be used otherwise.
 */
export async function withFileLock<Result>(
  file: string,
  work: () => Promise<Result>,
  options: { clock?: Clock; waitMs?: number } = {},
): Promise<Result> {
  const lock = await waitForLock(file, options.clock ?? systemClock, options.waitMs ?? WAIT_MS);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/**
 * Takes the lock at once, or gives null where somebody else holds it. For a lock that is held as
 * long as the process lives.
 * @throws WakehookError `storage_unavailable` where the disk is full or fails; `home_unusable` where
 * the lock's file cannot be used otherwise.
 */
export function holdFileLock(file: string): FileLock | null {
  createPrivately(file);
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { timeout: 0 });
    database.exec("BEGIN EXCLUSIVE");
  } catch (thrown) {
    database?.close();
    if (isBusy(thrown)) return null;
    throw unusable(file, thrown);
  }
  return holding(database);
}

async function waitForLock(file: string, clock: Clock, waitMs: number): Promise<FileLock> {
  const deadline = clock.monotonic() + waitMs;
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
    const lock = holdFileLock(file);
    if (lock !== null) return lock;
    if (clock.monotonic() >= deadline) {
      throw new WakehookError(
        "locked",
        `${file} has been held by another process for ${waitMs} ms`,
        {
          hint: "another wakehook command is changing the settings; try again when it has ended",
        },
      );
    }
    await new Promise<void>((resolve) => {
      clock.setTimer(resolve, pauseMs);
    });
  }
}

function holding(database: DatabaseSync): FileLock {
  held.add(database);
  return {
    release() {
      if (!held.delete(database)) return;
      database.close();
    },
  };
}

function createPrivately(file: string): void {
  try {
    // Exclusive on purpose: opening and closing a file that is there would drop the POSIX locks
    // that this very process holds on it (https://www.sqlite.org/howtocorrupt.html, 2.2).
    closeSync(openSync(file, "ax", 0o600));
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code !== "EEXIST") throw unusable(file, thrown);
  }
}

function isBusy(thrown: unknown): boolean {
  return primaryCode(thrown) === SQLITE_BUSY;
}

function primaryCode(thrown: unknown): number | null {
  const code = (thrown as { errcode?: unknown }).errcode;
  return typeof code === "number" ? code & 0xff : null;
}

// A lock takes some bytes of the disk: the first that a full one refuses.
function unusable(file: string, thrown: unknown): WakehookError {
  const cause = toError(thrown);
  const code = primaryCode(thrown);
  if (code === SQLITE_FULL || FULL_CODES.has((thrown as NodeJS.ErrnoException).code))
    return new WakehookError(
      "storage_unavailable",
      `the disk of ${file} is full: ${cause.message}`,
      {
        hint: "free some space, then try again; nothing was changed",
        cause,
      },
    );
  if (code === SQLITE_IOERR)
    return new WakehookError("storage_unavailable", `the disk of ${file} fails: ${cause.message}`, {
      hint: "free some space, or look at the system's log; nothing was changed",
      cause,
    });
  return new WakehookError("home_unusable", `the lock ${file} cannot be used: ${cause.message}`, {
    hint: "see that the folder can be written; a lock file holds nothing",
    cause,
  });
}
