// In: the command line and the streams. Out: the exit code. What the launcher calls, and what tests call.

import { WriteStream } from "node:tty";
import { EXIT_CODES } from "../core/records/errors.ts";
import { systemClock, type Clock } from "../system/clock.ts";
import { homeFolder, systemEnvironment, type Environment } from "../system/environment.ts";
import { onStopSignal, setExitCode } from "../system/exit.ts";
import { homePaths } from "../system/home.ts";
import { createAsk, type Ask } from "./terminal/ask.ts";
import type { CommandContext, Launch, Terminal } from "./command.ts";
import { reportError } from "./exit.ts";
import { createOutput, type OutputStream } from "./terminal/output.ts";
import { parseCommandLine, type Parsed } from "./program.ts";

/** The outside of one call; what is absent is the machine's. */
export interface CliIo {
  readonly stdin: NodeJS.ReadableStream & { readonly isTTY?: boolean };
  readonly stdout: OutputStream & NodeJS.EventEmitter;
  readonly stderr: OutputStream & NodeJS.WritableStream;
  readonly environment: Environment;
  readonly launch: Launch;
  readonly clock?: Clock;
  readonly platform?: NodeJS.Platform;
  /** Instead of questions on a terminal. */
  readonly ask?: Ask | null;
  /** Instead of the process's terminal. */
  readonly tty?: Terminal | null;
  /** Instead of the process's signals. */
  readonly stopSignal?: AbortSignal;
}

/** Runs the program for the launcher, and sets the exit code. */
export async function main(launch: Launch): Promise<void> {
  const { stdin, stdout, stderr } = process;
  // A reader that goes away early (`| head`) is no fault; runCli stops working for it.
  for (const stream of [stdout, stderr]) stream.on("error", () => undefined);
  const io: CliIo = { stdin, stdout, stderr, environment: systemEnvironment(), launch };
  setExitCode(await runCli(process.argv.slice(2), io));
}

/** Runs one command line; never throws. */
export async function runCli(argv: readonly string[], io: CliIo): Promise<number> {
  const closed = new AbortController();
  const onStreamError = (error: NodeJS.ErrnoException): void => {
    // The reader has gone (`| head`): nobody is left to be told anything.
    closed.abort(error);
  };
  io.stdout.on("error", onStreamError);
  const end = stopSignal(io, closed.signal);
  try {
    return await runParsed(argv, io, end.signal);
  } catch (error) {
    if (closed.signal.aborted) return EXIT_CODES.done;
    return reportError(error, io, argv.includes("--json"));
  } finally {
    end.release();
    io.stdout.off("error", onStreamError);
  }
}

async function runParsed(
  argv: readonly string[],
  io: CliIo,
  untilStopped: () => AbortSignal,
): Promise<number> {
  const parsed = await parseCommandLine(argv, io.launch.version, io);
  if (parsed.kind === "done") return parsed.exitCode;
  const context = await buildContext(parsed, { io, untilStopped });
  return (await parsed.command.run(context, parsed.input)) ?? EXIT_CODES.done;
}

async function buildContext(
  parsed: Extract<Parsed, { kind: "run" }>,
  deps: { io: CliIo; untilStopped: () => AbortSignal },
): Promise<CommandContext> {
  const { io, untilStopped } = deps;
  const environment =
    parsed.home === undefined ? io.environment : { ...io.environment, WAKEHOOK_HOME: parsed.home };
  const json = parsed.input.flag("json") === true;
  // Loaded here and not above: --help and --version do without.
  const { systemRandomness } = await import("../system/randomness.ts");
  return {
    paths: homePaths(homeFolder(environment)),
    environment,
    clock: io.clock ?? systemClock,
    randomness: systemRandomness,
    out: createOutput({ stdout: io.stdout, stderr: io.stderr, environment, json }),
    ask: io.ask === undefined ? terminalAsk(io, json) : io.ask,
    stdin: io.stdin,
    terminal: io.tty === undefined ? terminalOf(io, json) : io.tty,
    launch: io.launch,
    platform: io.platform ?? process.platform,
    untilStopped,
  };
}

/** Questions go to a person: not to a pipe, and not where the result is to be JSON. */
function terminalAsk(io: CliIo, json: boolean): Ask | null {
  if (json || io.stdin.isTTY !== true || io.stderr.isTTY !== true) return null;
  return createAsk({ stdin: io.stdin, stderr: io.stderr });
}

/** Only a real terminal is one: its cursor is moved about. */
function terminalOf({ stdin, stdout }: CliIo, json: boolean): Terminal | null {
  if (json || stdin.isTTY !== true || !(stdout instanceof WriteStream)) return null;
  return { input: stdin, output: stdout };
}

/** Takes the signals over only once a command asks; the others end as any program does. */
function stopSignal(
  io: CliIo,
  closed: AbortSignal,
): { signal: () => AbortSignal; release: () => void } {
  let signal: AbortSignal | undefined;
  let release = (): void => undefined;
  const watch = (): AbortSignal => {
    if (io.stopSignal !== undefined) return AbortSignal.any([io.stopSignal, closed]);
    const stopped = new AbortController();
    release = onStopSignal((name) => stopped.abort(name));
    return AbortSignal.any([stopped.signal, closed]);
  };
  return { signal: () => (signal ??= watch()), release: () => release() };
}
