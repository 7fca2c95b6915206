// Starts and stops what is measured: the real daemon in a home of its own, and the control server. Each is a
// process of its own.

import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync, rmSync } from "node:fs";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import type { Stage } from "./stage.ts";

/** A server at work. */
export interface Server {
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

/** The secret of every hook of the bench. */
export const SECRET = "bench-secret-of-43-characters-0123456789-abc";
/** A hook of source github, one of source generic with a bearer token: both of mode wake. */
export const HOOKS = { github: "bench", bearer: "bench-bearer" } as const;

/** What a home of the bench says beside what all have. */
export interface HomeOptions {
  readonly port?: number;
  /** The program that hooks wake; a slow one where nothing is said: all else waits behind it. */
  readonly target?: readonly string[];
}

/** Where the program that hooks wake leaves its process id. */
const TARGET_PID = "target.pid";
const SLOW_SECONDS = 900;
const ENDLESS = 1_000_000_000;
const MOST_RUNS = 1000;
const STOP_MS = 20_000;
const LOOK_AGAIN_MS = 50;

/** Writes the owner's files of a home. Limits are far away: what is measured is the way through. */
export async function writeHome(home: string, options: HomeOptions = {}): Promise<void> {
  const slow = `echo $$ > '${path.join(home, TARGET_PID)}'; exec sleep ${SLOW_SECONDS}`;
  const { port = 0, target = ["/bin/sh", "-c", slow] } = options;
  const hook = {
    mode: "wake",
    prompt_template: "{{$event}}",
    to: ["sink"],
    timeout_seconds: 3600,
    fuse: { runs: MOST_RUNS, within_seconds: 60 },
  };
  const config = {
    webhooks: { port, requests_per_minute: ENDLESS, max_queued: ENDLESS, max_connections: 512 },
    admin: { port: 0 },
    retention: { max_deliveries: ENDLESS },
    targets: [{ name: "sink", kind: "command", command: target }],
    features: { commands: true },
  };
  const hooks = [
    { id: HOOKS.github, title: "Bench", source: "github", secret: SECRET, ...hook },
    { id: HOOKS.bearer, title: "Bench", token: SECRET, ...hook },
  ];
  await mkdir(home, { recursive: true, mode: 0o700 });
  await chmod(home, 0o700);
  await writeFile(path.join(home, "config.json"), JSON.stringify(config), { mode: 0o600 });
  await writeFile(path.join(home, "webhooks.json"), JSON.stringify({ hooks }), { mode: 0o600 });
}

/** Starts the daemon of a home and waits until it listens. */
export async function startDaemon(
  stage: Stage,
  home: string,
  environment: Readonly<Record<string, string>> = {},
): Promise<Server> {
  const child = spawnDaemon(stage, home, environment);
  const { hooks_url } = await firstLine<{ hooks_url: string }>(child);
  return { port: Number(new URL(hooks_url).port), ...stoppable(child, home) };
}

/** Starts the control server, which keeps nothing, or appends to a log in a folder. */
export async function startControl(
  stage: Stage,
  keep: "nothing" | { readonly logIn: string },
): Promise<Server> {
  const child = spawnControl(
    stage,
    keep === "nothing" ? {} : { CONTROL_KEEP: "log", CONTROL_FILE: path.join(keep.logIn, "log") },
  );
  const { port } = await firstLine<{ port: number }>(child);
  return { port, ...stoppable(child) };
}

/** The daemon's process, not waited for. */
export function spawnDaemon(
  { launcher }: Stage,
  home: string,
  environment: Readonly<Record<string, string>> = {},
): ChildProcess {
  return spawnNode([launcher, "start", "--json"], { WAKEHOOK_HOME: home, ...environment });
}

/** The control server's process, not waited for. */
export function spawnControl(
  { controlServer }: Stage,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return spawnNode([controlServer], { CONTROL_SECRET: SECRET, ...environment });
}

/** How a process is stopped; a daemon's home says which slow program it waits for. */
export function stoppable(child: ChildProcess, home?: string): Pick<Server, "pid" | "stop"> {
  if (home !== undefined) homes.add(home);
  return { pid: child.pid ?? 0, stop: () => stop(child, home) };
}

/** The daemon starts nothing more from here on; the slow program that it waits for is ended. */
async function stop(child: ChildProcess, home: string | undefined): Promise<void> {
  const giveUpAt = performance.now() + STOP_MS;
  child.kill("SIGTERM");
  while (child.exitCode === null && child.signalCode === null) {
    await sleep(LOOK_AGAIN_MS);
    if (home !== undefined) endTarget(home);
    if (performance.now() > giveUpAt) child.kill("SIGKILL");
  }
  if (home !== undefined) homes.delete(home);
}

function endTarget(home: string): void {
  try {
    process.kill(Number(readFileSync(path.join(home, TARGET_PID), "utf8")), "SIGKILL");
    rmSync(path.join(home, TARGET_PID));
  } catch {
    // None was started, or it has ended.
  }
}

/** A port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

const started = new Set<ChildProcess>();
const homes = new Set<string>();

/** Ends at once whatever is still there. */
export function killAll(): void {
  for (const child of started) child.kill("SIGKILL");
  for (const home of homes) endTarget(home);
}

/** A program of Node that says in its first line where it listens. */
export function spawnNode(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  return kept(
    spawn(process.execPath, args, {
      stdio: ["ignore", "pipe", "inherit"],
      env: { PATH: process.env["PATH"], ...environment },
    }),
  );
}

/** Another program; what it says is of no interest. */
export function spawnProgram(program: string, args: readonly string[]): ChildProcess {
  return kept(spawn(program, args, { stdio: "ignore", env: { PATH: process.env["PATH"] } }));
}

function kept(child: ChildProcess): ChildProcess {
  started.add(child);
  child.on("exit", () => started.delete(child));
  return child;
}

/** What it said first, as JSON. */
export async function firstLine<Line>(child: ChildProcess): Promise<Line> {
  if (child.stdout === null) throw new Error("no standard output");
  const lines = createInterface({ input: child.stdout });
  for await (const line of lines) return JSON.parse(line) as Line;
  throw new Error(`a server ended before it listened (${child.spawnargs.join(" ")})`);
}
