// Errors that wakehook throws on purpose: a closed list of codes, each with the exit code of the CLI.

import type { Problem } from "../settings/problem.ts";

/** Exit codes of the CLI. */
export const EXIT_CODES = {
  done: 0,
  unexpected: 1,
  usage: 2,
  settings_invalid: 3,
  daemon_unreachable: 4,
  not_found: 5,
  refused: 6,
} as const;

/** One row per error code: who must act, and how the CLI ends. */
export const ERROR_CODES = {
  usage: { exit: EXIT_CODES.usage, http: 400, meaning: "the command's words are off" },
  settings_invalid: {
    exit: EXIT_CODES.settings_invalid,
    http: 422,
    meaning: "a settings file has an error",
  },
  settings_unwritable: {
    exit: EXIT_CODES.unexpected,
    http: 500,
    meaning: "a settings file could not be written; the old content is in place",
  },
  home_unusable: {
    exit: EXIT_CODES.settings_invalid,
    http: 500,
    meaning: "the home folder cannot be used",
  },
  permissions_too_wide: {
    exit: EXIT_CODES.settings_invalid,
    http: 500,
    meaning: "a file or folder is open to others",
  },
  daemon_unreachable: {
    exit: EXIT_CODES.daemon_unreachable,
    http: 503,
    meaning: "no daemon answers",
  },
  daemon_running: {
    exit: EXIT_CODES.refused,
    http: 409,
    meaning: "another daemon holds this home",
  },
  port_taken: {
    exit: EXIT_CODES.refused,
    http: 409,
    meaning: "another program listens on the port",
  },
  not_found: { exit: EXIT_CODES.not_found, http: 404, meaning: "nothing of this name" },
  already_exists: { exit: EXIT_CODES.refused, http: 409, meaning: "the name is taken" },
  refused: { exit: EXIT_CODES.refused, http: 409, meaning: "not allowed as things stand" },
  ledger_damaged: {
    exit: EXIT_CODES.refused,
    http: 503,
    meaning: "the database is damaged or lost rows",
  },
  ledger_too_new: {
    exit: EXIT_CODES.refused,
    http: 503,
    meaning: "the database was made by a newer wakehook",
  },
  storage_unavailable: {
    exit: EXIT_CODES.unexpected,
    http: 503,
    meaning: "the disk takes no more",
  },
  queue_full: { exit: EXIT_CODES.refused, http: 503, meaning: "too many deliveries wait" },
  locked: {
    exit: EXIT_CODES.refused,
    http: 409,
    meaning: "another process holds the lock for too long",
  },
} as const satisfies Record<string, { exit: number; http: number; meaning: string }>;

/** A code of the closed list. */
export type ErrorCode = keyof typeof ERROR_CODES;

/** An error with words for its reader: what happened, the value seen, what to do next. Never a secret. */
export class WakehookError extends Error {
  readonly code: ErrorCode;
  /** What the reader can do about it. */
  readonly hint: string | undefined;
  /** What the message says of a settings file, finding by finding: each names its field. */
  readonly problems: readonly Problem[];

  constructor(
    code: ErrorCode,
    message: string,
    options: { hint?: string; cause?: unknown; problems?: readonly Problem[] } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "WakehookError";
    this.code = code;
    this.hint = options.hint;
    this.problems = options.problems ?? [];
  }
}

/** Turns whatever was thrown into an Error, keeping the original as its cause. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  return new Error(`a non-error was thrown: ${typeof thrown}`, { cause: thrown });
}
