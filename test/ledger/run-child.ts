// Starts the fixture program and reads what it tells.

import { execFileSync, spawn, spawnSync } from "node:child_process";
import path from "node:path";
import { createInterface } from "node:readline";

const PROGRAM = path.join(import.meta.dirname, "fixtures", "accept-child.ts");

export interface Told {
  readonly id?: number;
  readonly kind?: string;
  readonly code?: string;
  readonly fault?: string;
  readonly recovered?: boolean;
  readonly waiting?: number;
}

/**
 * Lets the program accept under load and kills it with SIGKILL a while after its first acknowledgement.
 * Returns every id that it acknowledged.
 */
export async function acceptUntilKilled(
  folder: string,
  first: number,
  how: { readonly killAfterMs: number; readonly early?: boolean },
): Promise<number[]> {
  const child = spawn(
    process.execPath,
    [PROGRAM, "load", folder, String(first), how.early === true ? "early" : ""],
    { stdio: ["ignore", "pipe", "inherit"] },
  );
  const acknowledged: number[] = [];
  const ended = new Promise<NodeJS.Signals | null>((resolve) => {
    child.on("close", (_, signal) => resolve(signal));
  });
  const lines = createInterface({ input: child.stdout });
  lines.on("line", (line) => {
    if (acknowledged.length === 0) setTimeout(() => child.kill("SIGKILL"), how.killAfterMs);
    if (line.endsWith("}")) acknowledged.push(Number(/\d+/.exec(line)?.[0]));
  });
  const signal = await ended;
  lines.close();
  if (signal !== "SIGKILL") throw new Error(`the program ended by itself: ${String(signal)}`);
  return acknowledged;
}

/**
 * Opens a ledger and kills the program at its nth write to a file, before that write. False where it ended first.
 */
export function openUntilWrite(folder: string, nth: number): boolean {
  const inject = `inject=pwrite64:error=EINTR:signal=SIGKILL:when=${nth}`;
  const { signal, status, stderr } = spawnSync(
    "strace",
    ["-f", "-e", "trace=pwrite64", "-e", inject, process.execPath, PROGRAM, "open", folder],
    { encoding: "utf8", maxBuffer: 64 * 1024 * 1024 },
  );
  if (signal === "SIGKILL") return true;
  if (status !== 0) throw new Error(`the program ended with ${status}: ${stderr}`);
  return false;
}

/** Runs the program to its end under strace. Returns what it told and what strace wrote. */
export function runTraced(
  straceArguments: readonly string[],
  programArguments: readonly string[],
): { told: Told[]; trace: string } {
  const traced = spawnSync(
    "strace",
    ["-f", ...straceArguments, process.execPath, PROGRAM, ...programArguments],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      // strace counts calls per thread: the accepts' syncs are to be made by one.
      env: { ...process.env, UV_THREADPOOL_SIZE: "1" },
    },
  );
  if (traced.status !== 0) throw new Error(`strace ended with ${traced.status}: ${traced.stderr}`);
  const told = traced.stdout.trim().split("\n").filter(Boolean);
  return { told: told.map((line) => JSON.parse(line) as Told), trace: traced.stderr };
}

/** Whether strace is there and may trace; says so where it is not. */
export function canTrace(): boolean {
  try {
    execFileSync("strace", ["-o", "/dev/null", "true"], { stdio: "ignore" });
    return true;
  } catch {
    console.warn("SKIPPED: no strace here; that commits are synced is not proved in this run");
    return false;
  }
}
