// Which daemon holds a home, and where it listens.

import { rm } from "node:fs/promises";
import { WakehookError } from "../core/records/errors.ts";
import type { HomePaths } from "../system/home.ts";
import { holdFileLock, type FileLock } from "./edit/lock.ts";
import { bytesOf, writeVerified } from "./edit/write.ts";

interface Address {
  readonly host: string;
  readonly port: number;
}

/** What other programs of the owner may know of a running daemon. */
export interface DaemonRecord {
  readonly version: string;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  /** null: the hook listener is switched off. */
  readonly hooks: Address | null;
  readonly admin: Address;
}

/**
 * Takes the home for this process; the kernel gives it back when the process ends, however it ends.
 * @throws WakehookError `daemon_running`, with the process that holds it.
 */
export async function takeHome(paths: HomePaths): Promise<FileLock> {
  const lock = holdFileLock(paths.daemonLock);
  if (lock !== null) return lock;
  const text = (await bytesOf(paths.daemonFile))?.toString("utf8") ?? "";
  const pid = /"pid": (\d+)/.exec(text)?.[1];
  const who = pid === undefined ? "another process" : `process ${pid}`;
  throw new WakehookError(
    "daemon_running",
    `a daemon of ${paths.root} is running already: ${who}`,
    {
      hint: "stop it with: wakehook stop; or choose another home with WAKEHOOK_HOME",
    },
  );
}

/** Writes daemon.json and hands back what removes it. */
export async function announceDaemon(
  paths: HomePaths,
  { version, startedAt, hooks, admin }: DaemonRecord,
): Promise<() => Promise<void>> {
  const record = {
    pid: process.pid,
    version,
    started_at: startedAt,
    hooks_address: hooks,
    admin_address: admin,
  };
  await writeVerified(paths.daemonFile, `${JSON.stringify(record, null, 2)}\n`);
  return () => rm(paths.daemonFile, { force: true });
}
