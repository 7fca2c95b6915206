// In: a prompt's file and a target that is a program. Out: its words, or what went wrong.

import { readFile } from "node:fs/promises";
import path from "node:path";
import type { Target } from "../core/config.ts";
import type { RunId } from "../core/ids.ts";
import type { RunRequest } from "../core/mode-port.ts";
import type { ProcessEnd, RunProcess } from "../core/process-port.ts";

/** What one target did. */
export interface Asked {
  readonly name: string;
  /** Empty: it said nothing. */
  readonly answer: string;
  /** Why it counts as silent, or what was wrong beside its answer. */
  readonly fault?: string;
}

/** Where and how a target is asked. */
export interface TargetCall {
  readonly target: Target;
  /** Holds its output. */
  readonly folder: string;
  readonly promptFile: string;
  /** Where it runs where it names no folder. */
  readonly home: string;
  readonly environment: Readonly<Record<string, string>>;
}

const SECOND_MS = 1000;
/** An answer is words for a person. */
const OUTPUT_LIMIT_BYTES = 1_048_576;

/** Runs the target's program with the prompt on standard input. An answer of a program that failed does not count. */
export async function askTarget(
  runProcess: RunProcess,
  request: RunRequest,
  call: TargetCall,
): Promise<Asked> {
  const { target } = call;
  const stdoutFile = path.join(call.folder, "stdout.log");
  const end = await runProcess({
    // A part of its own: what ends this target must not sweep away the others of the same run.
    runId: `${request.runId}.${target.name}` as RunId,
    argv: target.command,
    folder: target.folder ?? call.home,
    environment: call.environment,
    stdinFile: call.promptFile,
    stdoutFile,
    stderrFile: path.join(call.folder, "stderr.log"),
    timeoutMs: (target.timeoutSeconds ?? request.hook.timeoutSeconds) * SECOND_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
    signal: request.signal,
    onStarted: request.onProcess,
  });
  const fault = faultOf(end, target);
  if (fault !== undefined) return { name: target.name, answer: "", fault };
  const answer = (await readFile(stdoutFile, "utf8")).trim();
  return { name: target.name, answer, ...(answer === "" ? { fault: "it said nothing" } : {}) };
}

function faultOf(end: ProcessEnd, target: Target): string | undefined {
  switch (end.cause) {
    case "not_found":
      return `${target.command[0] ?? ""} was not found`;
    case "not_started":
      return `could not be started: ${end.error ?? ""}`;
    case "timeout":
      return "it took too long and was ended";
    case "aborted":
      return "it was ended from outside";
    case "output_limit":
      return `it wrote more than ${OUTPUT_LIMIT_BYTES} bytes`;
    default:
      if (end.exitCode === 0) return undefined;
      return end.signal === null ? `exit code ${end.exitCode}` : `ended by ${end.signal}`;
  }
}
