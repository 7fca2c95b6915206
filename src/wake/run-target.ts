// In: a file for standard input and a target that is a program. Out: what went wrong with it, or nothing.

import path from "node:path";
import { childEnvironment } from "../core/records/child-environment.ts";
import type { TargetOf } from "../core/settings/target.ts";
import type { RunId } from "../core/records/ids.ts";
import type { RunRequest } from "../core/ports/mode-port.ts";
import type { ProcessEnd, RunProcess } from "../core/ports/process-port.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";

/** What running a target needs. */
export interface TargetDeps {
  readonly runProcess: RunProcess;
  /** The daemon's own environment; targets get only named parts of it. */
  readonly environment: Environment;
  /** Where it runs where it names no folder. */
  readonly paths: Pick<HomePaths, "root">;
}

/** What a target is given. */
export interface TargetCall {
  readonly target: TargetOf<"command">;
  /** Holds its output. */
  readonly folder: string;
  readonly inputFile: string;
  /** Beside the named environment. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** How it ended; `fault`: why it does not count. */
export interface TargetEnd {
  readonly stdoutFile: string;
  readonly fault?: string;
}

const SECOND_MS = 1000;
/** An answer is words for a person. */
const OUTPUT_LIMIT_BYTES = 1_048_576;

/** Runs the target's program to its end. */
export async function runTarget(
  deps: TargetDeps,
  request: RunRequest,
  { target, folder, inputFile, variables }: TargetCall,
): Promise<TargetEnd> {
  const stdoutFile = path.join(folder, "stdout.log");
  const end = await deps.runProcess({
    // A part of its own: what ends this target must not sweep away the others of the same run.
    runId: `${request.runId}.${target.name}` as RunId,
    argv: target.command,
    folder: target.folder ?? deps.paths.root,
    environment: { ...childEnvironment(deps.environment), ...variables },
    stdinFile: inputFile,
    stdoutFile,
    stderrFile: path.join(folder, "stderr.log"),
    timeoutMs: (target.timeoutSeconds ?? request.hook.timeoutSeconds) * SECOND_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
    signal: request.signal,
    onStarted: request.onProcess,
  });
  const fault = faultOf(end, target);
  return fault === undefined ? { stdoutFile } : { stdoutFile, fault };
}

function faultOf(end: ProcessEnd, target: TargetOf<"command">): string | undefined {
  switch (end.cause) {
    case "not_found":
      return `${target.command[0] ?? ""} was not found`;
    case "not_started":
      return `could not be started: ${end.error ?? ""}`;
    case "folder_missing":
      return "the folder that it starts in is gone";
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
