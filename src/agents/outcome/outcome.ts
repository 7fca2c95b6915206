// In: how the program ended and what it says. Out: the run's status. An exit code alone is never believed.

import { durationText } from "../../core/settings/duration.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import {
  exitStatus,
  processEnding,
  type ProcessEnding,
} from "../../core/records/process-ending.ts";
import type { ProcessEnd } from "../../core/ports/process-port.ts";
import type { ProviderId } from "../../core/settings/providers.ts";
import type { DoneStatus } from "../../core/records/status.ts";
import { type Failure, failureKind, failureStatus } from "./failure.ts";
import type { Transcript } from "../providers/provider.ts";
import { retryAtOf } from "./retry-at.ts";

/** Everything that is known of a run that has ended. */
export interface EndedRun {
  readonly provider: ProviderId;
  readonly end: ProcessEnd;
  readonly transcript: Transcript;
  readonly stderr: string;
  /** Why the runner gave it up while it went on asking its model service. */
  readonly gaveUp: Failure | null;
  /** Aborted with a StopCause as its reason, where it was ended from outside. */
  readonly signal: AbortSignal;
  /** When it ended, epoch milliseconds. */
  readonly endedAt: number;
}

interface Ending extends ProcessEnding {
  /** What the provider itself was the cause of. */
  readonly fault?: Failure;
}

/** Characters of a reason. */
const REASON_LENGTH = 500;

/** Reads the run's end. The first cause wins: a run that timed out is a timeout, whatever it says after. */
export function toOutcome(run: EndedRun): RunOutcome {
  const { end, transcript } = run;
  const { status, reason, fault } = endingOf(run);
  const isStarted = !NOT_STARTED.has(end.cause);
  return {
    status,
    reason: reason === undefined || reason === "" ? undefined : cut(reason),
    answer: transcript.answer,
    agent: run.provider,
    exitCode: end.exitCode ?? undefined,
    signal: end.signal ?? undefined,
    sessionId: transcript.sessionId,
    costUsd: transcript.costUsd,
    turns: transcript.turns,
    tokensIn: transcript.tokensIn,
    tokensOut: transcript.tokensOut,
    deniedTools: transcript.deniedTools,
    untouched: isStarted ? fault !== undefined && !transcript.acted : true,
    retryAt: retryAtAfter(status, fault, run.endedAt),
  };
}

/** Causes without a process. */
const NOT_STARTED: ReadonlySet<ProcessEnd["cause"]> = new Set([
  "not_found",
  "not_started",
  "folder_turned",
  "folder_missing",
]);

/** Only a limit and an overload pass by themselves. */
function retryAtAfter(
  status: DoneStatus,
  fault: Failure | undefined,
  now: number,
): number | undefined {
  if (fault === undefined || !/^error:(limit|overloaded)_/.test(status)) return undefined;
  return retryAtOf(fault, now) ?? undefined;
}

function endingOf(run: EndedRun): Ending {
  const { end, gaveUp } = run;
  if (gaveUp !== null)
    return {
      status: failureStatus(failureKind(gaveUp) ?? "overloaded", run.provider),
      reason: `gave up, it went on asking its model service: ${describe(gaveUp)}`,
      fault: gaveUp,
    };
  switch (end.cause) {
    case "not_found":
      return { status: `error:cli_not_found_${run.provider}` };
    case "hang":
      return {
        status: "error:hang",
        reason: `nothing on its output for ${durationText((end.silentMs ?? 0) / 1000)} (agents.hang_seconds)`,
      };
    default:
      return processEnding(end, run.signal) ?? exitEnding(run);
  }
}

function exitEnding({ provider, end, transcript, stderr }: EndedRun): Ending {
  const { failure, deniedTools } = transcript;
  // A run that says it failed is never a success, also where it exits with 0.
  if (failure !== null) return failureEnding(failure, provider, exitStatus(end));
  if (end.exitCode !== 0) {
    const words = lastWords(stderr);
    // What it prints after it has worked may be words of a tool, or of a stranger.
    if (transcript.acted) return { status: exitStatus(end), reason: words };
    return failureEnding({ text: words }, provider, exitStatus(end));
  }
  if (deniedTools.length > 0 && transcript.toolsUsed === 0)
    return { status: "error:permission_denied", reason: `denied: ${deniedTools.join(", ")}` };
  if (!transcript.finished)
    return {
      status: "error:bad_output",
      reason: ["it ended with exit code 0 and without its last record", lastWords(stderr)]
        .filter((words) => words !== "")
        .join(": "),
    };
  if (transcript.answer.trim() === "")
    return { status: "error:no_response", reason: "it ended without a word" };
  return { status: "success" };
}

function failureEnding(failure: Failure, provider: ProviderId, fallback: DoneStatus): Ending {
  const kind = failureKind(failure);
  if (kind === null) return { status: fallback, reason: describe(failure) };
  const status = failureStatus(kind, provider);
  return { status, reason: describe(failure), fault: failure };
}

function describe({ text, httpStatus }: Failure): string {
  return httpStatus === undefined || text.includes(String(httpStatus))
    ? text
    : `${text} (HTTP ${httpStatus})`;
}

/** The last lines of standard error, on one line. */
function lastWords(stderr: string): string {
  return stderr.trim().split("\n").slice(-5).join(" ").trim().slice(-REASON_LENGTH);
}

function cut(text: string): string {
  return text.length <= REASON_LENGTH ? text : `${text.slice(0, REASON_LENGTH - 1)}…`;
}
