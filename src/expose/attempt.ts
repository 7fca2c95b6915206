// In: what is to be exposed, and by which program. Out: why it could not be started, or has ended; meanwhile what it tells.

import { mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import type { ProcessEnd, RunProcess } from "../core/ports/process-port.ts";
import { childEnvironment } from "../core/records/child-environment.ts";
import type { RunId } from "../core/records/ids.ts";
import { showControls } from "../core/text/show-controls.ts";
import type { Clock } from "../system/clock.ts";
import type { Environment } from "../system/environment.ts";
import { followOutput } from "./output.ts";
import type { Leftovers } from "./leftovers.ts";
import type { ExposeProgram, Fault, Order, Told, Version } from "./program.ts";

/** What an attempt needs. */
export interface AttemptDeps {
  readonly clock: Clock;
  readonly environment: Environment;
  readonly platform: NodeJS.Platform;
  readonly runProcess: RunProcess;
  /** Where a program lies; null: nowhere. */
  readonly findExecutable: (name: string, searchPath: string) => string | null;
  /** Runs a program that answers and ends. */
  readonly ask: (question: {
    readonly argv: readonly string[];
    readonly environment: Readonly<Record<string, string>>;
    readonly timeoutMs: number;
    readonly signal: AbortSignal;
  }) => Promise<{ readonly stdout: string; readonly stderr: string }>;
  readonly leftovers: Leftovers;
  readonly newName: () => RunId;
  readonly mask: (text: string) => string;
  /** How often its output is looked at, milliseconds; default 250. */
  readonly lookMs?: number;
}

/** What is heard of it while it goes on. */
export interface AttemptNotes {
  readonly version: (version: string | null) => void;
  readonly started: (pid: number) => void;
  readonly told: (told: Told) => void;
}

const ASK_MS = 15_000;
const LOOK_MS = 250;
const LONGEST_WORDS = 300;
/** Nothing but its own files are limited: those are cut while they are read. */
const OUTPUT_LIMIT_BYTES = 104_857_600;

/** Runs it to its end. */
export async function attempt(
  deps: AttemptDeps,
  { program, order, signal }: { program: ExposeProgram; order: Order; signal: AbortSignal },
  notes: AttemptNotes,
): Promise<Fault> {
  const searchPath = deps.environment["PATH"] ?? "";
  const place = program.places?.[deps.platform];
  const executable =
    deps.findExecutable(program.executable, searchPath) ??
    (place === undefined ? null : deps.findExecutable(path.basename(place), path.dirname(place)));
  if (executable === null)
    return {
      needsOwner: true,
      message: `${program.executable} is not installed, or not on the daemon's PATH`,
      hint: program.install,
    };
  const refused = program.refuse(order.settings);
  if (refused !== null) return refused;
  const environment = childEnvironment(deps.environment, program.environmentNames);
  const argv = [executable, ...program.question];
  const said = await deps.ask({ argv, environment, timeoutMs: ASK_MS, signal });
  const { version, fault } = program.readAnswer(said);
  notes.version(version);
  if (fault !== null) return fault;
  if (version !== null && isOlder(version, program.oldest))
    return {
      needsOwner: true,
      message: `${program.executable} ${version} is too old: ${program.oldest.join(".")} or later`,
      hint: program.update,
    };
  return run(deps, { program, order, signal, executable, environment }, notes);
}

async function run(
  deps: AttemptDeps,
  {
    program,
    order,
    signal,
    executable,
    environment,
  }: {
    readonly program: ExposeProgram;
    readonly order: Order;
    readonly signal: AbortSignal;
    readonly executable: string;
    readonly environment: Readonly<Record<string, string>>;
  },
  notes: AttemptNotes,
): Promise<Fault> {
  const { folder } = order;
  const { parameters, files = {}, url, ...started } = program.compile(order);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const at = (name: string): string => path.join(folder, name);
  for (const [name, text] of Object.entries({
    ...files,
    stdin: "",
    "stdout.log": "",
    "stderr.log": "",
  }))
    await writeFile(at(name), text, { mode: 0o600 });
  if (url !== undefined) notes.told({ url });
  let last = "";
  const output = followOutput(
    { clock: deps.clock, everyMs: deps.lookMs ?? LOOK_MS },
    [at("stdout.log"), at("stderr.log")],
    (line) => {
      if (line.trim() !== "") last = line;
      const told = program.readLine(line);
      if (told !== null) notes.told(masked(deps, told));
    },
  );
  const name = deps.newName();
  let noted = Promise.resolve();
  try {
    await deps.leftovers.note({ name, pid: null, start: null });
    const end = await deps.runProcess({
      runId: name,
      argv: [executable, ...parameters],
      folder,
      environment: { ...environment, ...started.environment },
      stdinFile: at("stdin"),
      stdoutFile: at("stdout.log"),
      stderrFile: at("stderr.log"),
      timeoutMs: Infinity,
      outputLimitBytes: OUTPUT_LIMIT_BYTES,
      signal,
      onStarted(pid, start) {
        notes.started(pid);
        // Its name alone is enough to find it; with its number it is found sooner.
        noted = deps.leftovers.note({ name, pid, start }).catch(() => {});
      },
    });
    await output.stop();
    return { needsOwner: false, message: endWords(deps, program, { end, last }) };
  } finally {
    await output.stop();
    await noted;
    await deps.leftovers.forget();
  }
}

function masked({ mask }: Pick<AttemptDeps, "mask">, told: Told): Told {
  const { fault } = told;
  if (fault === undefined) return told;
  return { ...told, fault: { ...fault, message: showControls(mask(fault.message)) } };
}

function endWords(
  { mask }: Pick<AttemptDeps, "mask">,
  { executable }: ExposeProgram,
  { end, last }: { readonly end: ProcessEnd; readonly last: string },
): string {
  const { cause, exitCode, signal, error } = end;
  const how =
    cause === "exit"
      ? signal === null
        ? `exit code ${exitCode}`
        : `signal ${signal}`
      : `${cause}${error === undefined ? "" : `: ${error}`}`;
  const words = showControls(mask(last)).trim().slice(0, LONGEST_WORDS);
  return `${executable} has ended (${how})${words === "" ? "" : `: ${words}`}`;
}

function isOlder(version: string, oldest: Version): boolean {
  const numbers = version.split(/[.-]/).map((part) => Number.parseInt(part, 10));
  for (const [at, wanted] of oldest.entries()) {
    const number = numbers[at] ?? 0;
    if (!(number === wanted)) return number < wanted;
  }
  return false;
}
