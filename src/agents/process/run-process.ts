// In: an argument list, a folder, a whole environment, three files. Out: how the program ended; nothing
// of it is left running. The only place that starts an agent or a target.

import { closeSync, constants, openSync } from "node:fs";
import type * as Execa from "execa";
import { toError } from "../../core/records/errors.ts";
import type { ProcessEnd, ProcessRequest, RunProcess } from "../../core/ports/process-port.ts";
import type { Clock, Timer } from "../../system/clock.ts";
import { cutOutput, outputBytes, watchOutput, type OutputCause } from "./output-watch.ts";
import { RUN_ID_VARIABLE, findProcess } from "./process-table.ts";
import type { ProcessEntry } from "./process-table.ts";
import { notStarted, type StartFailure } from "./not-started.ts";
import { openWorkingFolder } from "./working-folder.ts";
import { descendantsOf, killEntries, killGroup, sweepRun } from "./sweep.ts";

/** What the runner needs, and its two times. */
export interface RunProcessDeps {
  readonly clock: Clock;
  /** From SIGTERM to SIGKILL, milliseconds; default 5000. */
  readonly graceMs?: number;
  /** How often the size of the output is looked at, milliseconds; default 250. */
  readonly outputCheckMs?: number;
}

const GRACE_MS = 5000;
const OUTPUT_CHECK_MS = 250;
const { O_APPEND, O_CREAT, O_NOFOLLOW, O_RDONLY, O_TRUNC, O_WRONLY } = constants;

/** execa takes every descriptor, but its types name only a few. */
type Descriptor = 3;
type Cause = OutputCause | "timeout" | "aborted";
interface Exit {
  readonly exitCode: number | null;
  readonly signal: string | null;
  readonly failure?: StartFailure;
}
interface Child {
  readonly pid: number | undefined;
  readonly exit: Promise<Exit>;
}

/**
 * Makes the one runner of the daemon. A program that cannot be started is an end, not a throw; only what
 * `onStarted` throws comes out again, after the process has been ended.
 */
export function createRunProcess(deps: RunProcessDeps): RunProcess {
  return async (request) => {
    // Read with the first process and not at the start, of which it would be the largest part.
    const { execa } = await import("execa");
    if (request.signal.aborted) return { cause: "aborted", exitCode: null, signal: null };
    let child: Child | ProcessEnd;
    try {
      child = startInFolder(execa, request);
    } catch (thrown) {
      return notStarted(request, toError(thrown));
    }
    if ("cause" in child) return child;
    if (child.pid === undefined) {
      const { failure } = await child.exit;
      return notStarted(request, failure ?? new Error("no process was made"));
    }
    return watchChild(deps, request, { pid: child.pid, exit: child.exit });
  };
}

/** A folder that was allowed is held open until the program is in it, so that nobody turns its name meanwhile. */
function startInFolder(execa: typeof Execa.execa, request: ProcessRequest): Child | ProcessEnd {
  if (request.folderIsReal !== true) return startChild(execa, request, request.folder);
  const opened = openWorkingFolder(request.folder);
  if (opened === null) return { cause: "folder_missing", exitCode: null, signal: null };
  const { cwd, turnedTo, close } = opened;
  try {
    if (turnedTo === null) return startChild(execa, request, cwd);
    return { cause: "folder_turned", exitCode: null, signal: null, error: turnedTo };
  } finally {
    close();
  }
}

/** Starts it with descriptors, which are closed here at once: the child has its own. */
function startChild(execa: typeof Execa.execa, request: ProcessRequest, cwd: string): Child {
  const descriptors: number[] = [];
  const open = (file: string, flags: number): Descriptor => {
    const descriptor = openSync(file, flags | O_NOFOLLOW, 0o600);
    descriptors.push(descriptor);
    return descriptor as Descriptor;
  };
  try {
    const output = O_WRONLY | O_CREAT | O_TRUNC | O_APPEND;
    const [program = "", ...parameters] = request.argv;
    const subprocess = execa(program, parameters, {
      cwd,
      env: { ...request.environment, [RUN_ID_VARIABLE]: request.runId },
      extendEnv: false,
      detached: true,
      cleanup: false,
      stdin: open(request.stdinFile, O_RDONLY),
      stdout: open(request.stdoutFile, output),
      stderr: open(request.stderrFile, output),
      buffer: false,
      reject: false,
    });
    // With descriptors there is no stream to wait for: execa settles on the child's own exit.
    const exit = subprocess.then((result): Exit => {
      const { cause } = result as { cause?: unknown };
      return {
        exitCode: result.exitCode ?? null,
        signal: result.signal ?? null,
        ...(cause instanceof Error ? { failure: cause } : {}),
      };
    });
    return { pid: subprocess.pid, exit };
  } finally {
    for (const descriptor of descriptors) closeSync(descriptor);
  }
}

async function watchChild(
  deps: RunProcessDeps,
  request: ProcessRequest,
  child: { readonly pid: number; readonly exit: Promise<Exit> },
): Promise<ProcessEnd> {
  const timers: Timer[] = [];
  let cause: Cause | undefined;
  let family: ProcessEntry[] = [];
  const end = (why: Cause): void => {
    if (cause !== undefined) return;
    cause = why;
    family = descendantsOf(child.pid);
    killGroup(child.pid, "SIGTERM");
    const kill = (): void => {
      family = [...family, ...descendantsOf(child.pid)];
      killGroup(child.pid, "SIGKILL");
    };
    timers.push(deps.clock.setTimer(kill, deps.graceMs ?? GRACE_MS));
  };
  const onAbort = (): void => end("aborted");

  request.signal.addEventListener("abort", onAbort, { once: true });
  timers.push(deps.clock.setTimer(() => end("timeout"), request.timeoutMs));
  const everyMs = deps.outputCheckMs ?? OUTPUT_CHECK_MS;
  const output = watchOutput({ clock: deps.clock, everyMs }, request, end);
  const fault = tellStarted(request, child.pid);
  if (fault !== null) end("aborted");

  const exit = await child.exit;
  request.signal.removeEventListener("abort", onAbort);
  output.stop();
  for (const timer of timers) timer.clear();
  killGroup(child.pid, "SIGKILL");
  killEntries(family);
  await sweepRun(request.runId);
  if ((await outputBytes(request)) > request.outputLimitBytes) cause ??= "output_limit";
  if (cause === "output_limit") await cutOutput(request);
  if (fault !== null) throw fault;
  const silence = cause === "hang" ? { silentMs: output.silentMs() } : {};
  return { cause: cause ?? "exit", exitCode: exit.exitCode, signal: exit.signal, ...silence };
}

/** A listener that throws (a ledger that cannot write) must not leave the process running on. */
function tellStarted(request: ProcessRequest, pid: number): Error | null {
  try {
    request.onStarted(pid, findProcess(pid)?.start ?? "");
    return null;
  } catch (thrown) {
    return toError(thrown);
  }
}
