// Which process is the relay of a home, and where it listens.

import { readFile, rm } from "node:fs/promises";
import { WakehookError } from "../core/records/errors.ts";
import { holdFileLock, type FileLock } from "../settings/edit/lock.ts";
import { bytesOf, writeVerified } from "../settings/edit/write.ts";
import { ensureOwnFolder } from "../settings/home.ts";
import { isAlive } from "../system/processes.ts";
import type { RelayPaths } from "./paths.ts";

/** A relay that runs. */
export interface RunningRelay {
  readonly pid: number;
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly address: { readonly host: string; readonly port: number };
}

/**
 * Makes the relay's folder, closed to others.
 * @throws WakehookError `home_unusable`, `permissions_too_wide`.
 */
export async function ensureRelayFolder(home: string, paths: RelayPaths): Promise<void> {
  const { database } = paths;
  await ensureOwnFolder(home, []);
  await ensureOwnFolder(paths.folder, [
    paths.configFile,
    paths.keysFile,
    database,
    `${database}-wal`,
    `${database}-shm`,
  ]);
}

/** Takes the relay's folder for this process. @throws WakehookError `daemon_running`. */
export async function takeRelay(paths: RelayPaths): Promise<FileLock> {
  const lock = holdFileLock(paths.lock);
  if (lock !== null) return lock;
  const text = (await bytesOf(paths.runningFile))?.toString("utf8") ?? "";
  const pid = /"pid": (\d+)/.exec(text)?.[1];
  const who = pid === undefined ? "another process" : `process ${pid}`;
  throw new WakehookError("daemon_running", `a relay of ${paths.folder} runs already: ${who}`, {
    hint: "stop it first, or choose another home with WAKEHOOK_HOME",
  });
}

/** Writes who runs, and hands back what removes it. */
export async function announceRelay(
  { runningFile }: RelayPaths,
  { version, startedAt, address }: Omit<RunningRelay, "pid">,
): Promise<() => Promise<void>> {
  const record = { pid: process.pid, version, started_at: startedAt, address };
  await writeVerified(runningFile, `${JSON.stringify(record, null, 2)}\n`);
  return () => rm(runningFile, { force: true });
}

/** The relay that runs; null: none. */
export async function findRelay({ runningFile }: RelayPaths): Promise<RunningRelay | null> {
  try {
    const read = JSON.parse(await readFile(runningFile, "utf8")) as {
      pid: number;
      version: string;
      started_at: number;
      address: RunningRelay["address"];
    };
    const { pid, version, started_at: startedAt, address } = read;
    return isAlive(pid) ? { pid, version, startedAt, address } : null;
  } catch {
    // No relay ever ran, or it died while it wrote.
    return null;
  }
}
