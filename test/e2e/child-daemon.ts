// The daemon as a process of its own, started as a person starts it: `wakehook start`.

import { spawn } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { builtLauncher } from "./built-program.ts";

/** How the process ended. */
export interface ChildEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A daemon's process. */
export interface ChildDaemon {
  readonly pid: number;
  readonly ended: Promise<ChildEnd>;
  /** Sends a signal; settles when the process has ended. */
  kill(signal: NodeJS.Signals): Promise<void>;
}

/** Runs the sources as they are: what is loaded before the launcher takes the place of one of them. */
const SOURCES = path.resolve(import.meta.dirname, "../../bin/wakehook.js");

/** What may differ from `wakehook start`. */
export interface SpawnOptions {
  /** Loaded before the launcher: `--import <file>`. */
  readonly preload?: string;
  /** Put before the command line, as `["setpriv", "--reuid=1000"]`. */
  readonly prefix?: readonly string[];
  /** Another home than the test's own. */
  readonly home?: string;
  /** Killed this long after it was started, however far it has come; milliseconds. */
  readonly killAfterMs?: number;
}

/** Starts a daemon; rejects with its words where it ends instead of saying that it runs. */
export async function spawnDaemon(
  environment: Readonly<Record<string, string>>,
  options: SpawnOptions = {},
): Promise<ChildDaemon> {
  const { child, ended } = await launch(environment, options);
  const ready = new Promise<void>((resolve) => {
    child.stdout.once("data", () => resolve());
  });
  const first = await Promise.race([ready, ended]);
  if (first !== undefined) throw new Error(`the daemon ended: ${JSON.stringify(first)}`);
  return {
    pid: child.pid ?? 0,
    ended,
    async kill(signal) {
      child.kill(signal);
      await ended;
    },
  };
}

/** Starts a daemon that is expected to end by itself. */
export async function runToItsEnd(
  environment: Readonly<Record<string, string>>,
  options: SpawnOptions = {},
): Promise<ChildEnd> {
  const { ended } = await launch(environment, options);
  return ended;
}

async function launch(environment: Readonly<Record<string, string>>, options: SpawnOptions) {
  const { preload, prefix = [] } = options;
  const imports = preload === undefined ? [] : ["--import", preload];
  const launcher = preload === undefined ? await builtLauncher() : SOURCES;
  const [program, ...parameters] = [
    ...prefix,
    process.execPath,
    ...imports,
    launcher,
    "start",
    "--json",
  ];
  const child = spawn(program, parameters, {
    env: options.home === undefined ? environment : { ...environment, WAKEHOOK_HOME: options.home },
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (options.killAfterMs !== undefined) {
    const timer = setTimeout(() => child.kill("SIGKILL"), options.killAfterMs);
    child.once("close", () => clearTimeout(timer));
  }
  const output = { stdout: "", stderr: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.stdout += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.stderr += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]): ChildEnd => ({
    code: code as number | null,
    signal: signal as NodeJS.Signals | null,
    ...output,
  }));
  return { child, ended };
}
