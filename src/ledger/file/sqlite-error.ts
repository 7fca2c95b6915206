// The driver's and the system's errors, told apart by who must act.

import { toError, WakehookError } from "../../core/records/errors.ts";

/**
 * `full`: no space; the transaction is undone and the connection is well. `io`: the disk failed; what the
 * system holds of the file cannot be trusted before it is opened anew. `damaged`: the file is not what it
 * should be. `busy`: another process writes. `other`: a mistake of ours, or a value that does not fit.
 */
export type SqliteFault = "full" | "io" | "damaged" | "busy" | "other";

/** Primary result codes, https://sqlite.org/rescode.html. */
const FAULTS: Readonly<Record<number, SqliteFault>> = {
  5: "busy",
  6: "busy",
  8: "io", // READONLY: remounted, or the file was swapped
  10: "io",
  11: "damaged",
  13: "full",
  14: "io", // CANTOPEN
  26: "damaged",
};
const PRIMARY_CODE_MASK = 0xff;
/** IOERR_SHORT_READ: the disk did its part; the file ends before it should. */
const SHORT_READ = 522;
/** IOERR_SHMSIZE: no room for the index of the log, which readers need too. */
const SHM_SIZE = 4874;
/** The system's codes, where a file is touched without SQLite. */
const SYSTEM_FAULTS: Readonly<Record<string, SqliteFault>> = {
  ENOSPC: "full",
  EDQUOT: "full",
  EIO: "io",
  EROFS: "io",
};

/** Tells what kind of failure a thrown thing is. */
export function faultOf(thrown: unknown): SqliteFault {
  if (!(thrown instanceof Error)) return "other";
  // A failed sync, whatever its code: what the system holds of the file cannot be trusted.
  if ("syscall" in thrown && thrown.syscall === "fdatasync") return "io";
  if ("errcode" in thrown && Number(thrown.errcode) === SHORT_READ) return "damaged";
  if ("errcode" in thrown && Number(thrown.errcode) === SHM_SIZE) return "full";
  if ("errcode" in thrown) return FAULTS[Number(thrown.errcode) & PRIMARY_CODE_MASK] ?? "other";
  const code = "code" in thrown ? thrown.code : undefined;
  return (typeof code === "string" ? SYSTEM_FAULTS[code] : undefined) ?? "other";
}

/** What the rest of the program gets: `storage_unavailable`, `ledger_damaged`, or the error as it is. */
export function toLedgerError(thrown: unknown): Error {
  if (thrown instanceof WakehookError) return thrown;
  const fault = faultOf(thrown);
  const cause = toError(thrown);
  if (fault === "other") return cause;
  if (fault === "damaged") {
    return new WakehookError("ledger_damaged", `the database is damaged: ${cause.message}`, {
      hint: "stop the daemon and run `wakehook doctor`; nothing was removed",
      cause,
    });
  }
  return new WakehookError("storage_unavailable", `${FAULT_WORDS[fault]}: ${cause.message}`, {
    hint: FAULT_HINTS[fault],
    cause,
  });
}

const FAULT_WORDS = {
  full: "the disk is full",
  io: "the disk does not work",
  busy: "another process holds the database",
} as const;
const FAULT_HINTS = {
  full: "free some space; wakehook goes on by itself",
  io: "look at the system's log; wakehook goes on by itself when the disk does",
  busy: "end the other process, or wait until it is done",
} as const;
