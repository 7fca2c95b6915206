// How a program is started and what its end tells. Implemented in agents/, the only place that starts one.

import type { RunId } from "../records/ids.ts";

/** One program to be run to its end. */
export interface ProcessRequest {
  /** In the child's environment as WAKEHOOK_RUN_ID; the sweep finds strays by it. `<run id>.<part>` is a part of a run. */
  readonly runId: RunId;
  /** Program and arguments; never through a shell. */
  readonly argv: readonly string[];
  /** Working folder. */
  readonly folder: string;
  /** The folder is a real path that was allowed: where it leads elsewhere by now, nothing is started. */
  readonly folderIsReal?: boolean;
  /** The whole environment; nothing is inherited. */
  readonly environment: Readonly<Record<string, string>>;
  /** Files, not pipes: a grandchild that holds them cannot hold up the end. */
  readonly stdinFile: string;
  readonly stdoutFile: string;
  readonly stderrFile: string;
  /** From the start of the process. */
  readonly timeoutMs: number;
  /** A program that writes to neither output for so long is ended; absent: it may be silent. */
  readonly silenceMs?: number | undefined;
  /** Output beyond this ends the run. */
  readonly outputLimitBytes: number;
  /** Ends the run from outside. */
  readonly signal: AbortSignal;
  readonly onStarted: (pid: number, processStart: string) => void;
}

/** How a program ended. The first cause wins. */
export interface ProcessEnd {
  readonly cause:
    | "exit"
    | "timeout"
    | "hang"
    | "aborted"
    | "output_limit"
    | "not_found"
    | "not_started"
    | "folder_turned"
    | "folder_missing";
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** For `hang`: how long it had been silent when it was ended. */
  readonly silentMs?: number;
  /** For `not_started`: the system's words; for `folder_turned`: where it leads. */
  readonly error?: string;
}

/** Starts a program, waits for its end, and leaves no process of it behind. */
export type RunProcess = (request: ProcessRequest) => Promise<ProcessEnd>;

/** What tells a process from a later one with the same pid. */
export interface ProcessStart {
  readonly pid: number;
  readonly start: string;
}
