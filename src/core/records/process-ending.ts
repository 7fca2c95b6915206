// In: how a program ended. Out: the status of its run, where that is the same whatever the program was.

import type { StopCause } from "../ports/mode-port.ts";
import type { ProcessEnd } from "../ports/process-port.ts";
import type { DoneStatus } from "./status.ts";

/** A status, and why. */
export interface ProcessEnding {
  readonly status: DoneStatus;
  readonly reason?: string;
}

/**
 * The status of a program that did not come to an end of its own: it could not begin, or was ended. null: it was not
 * found, hung, or ended by itself, which means something else of an agent than of the owner's program.
 */
export function processEnding(end: ProcessEnd, signal: AbortSignal): ProcessEnding | null {
  switch (end.cause) {
    case "not_started":
      return { status: "error:exception", reason: `could not be started: ${end.error ?? ""}` };
    case "folder_turned":
      return {
        status: "error:folder_not_allowed",
        reason: `task_folder: at the start it had become ${end.error ?? "another one"}`,
      };
    case "folder_missing":
      return { status: "error:folder_missing", reason: "task_folder: it was gone at the start" };
    case "timeout":
      return { status: "error:timeout" };
    case "aborted":
      return { status: stopStatus(signal) };
    case "output_limit":
      return { status: "error:bad_output", reason: "it wrote more than the output limit" };
    default:
      return null;
  }
}

/** The status of a run that was ended from outside. */
export function stopStatus(signal: AbortSignal): DoneStatus {
  return (signal.reason as StopCause | undefined) === "stopped"
    ? "error:stopped"
    : "error:interrupted";
}

/** A program that ended by itself and not well: by its signal, or its exit code. */
export function exitStatus({ signal, exitCode }: ProcessEnd): DoneStatus {
  return signal === null ? `error:exit_${exitCode ?? 0}` : `error:signal_${signal}`;
}
