// In: a home folder. Out: where its daemon listens, if one runs.

import { readFile } from "node:fs/promises";
import { WakehookError } from "../../core/records/errors.ts";
import type { Address } from "../../core/settings/hook-url.ts";
import type { HomePaths } from "../../system/home.ts";
import { isAlive } from "../../system/processes.ts";

/** What a running daemon left in `daemon.json`. */
export interface RunningDaemon {
  readonly pid: number;
  readonly hooksAddress: Address | null;
  readonly adminAddress: Address;
}

/** The daemon of a home, or null where none runs: no file, a broken one, or a process that has gone. */
export async function findDaemon(paths: HomePaths): Promise<RunningDaemon | null> {
  const written = await readDaemonFile(paths.daemonFile);
  return written !== null && isAlive(written.pid) ? written : null;
}

/** The error for whoever needs a daemon. */
export function noDaemon(paths: HomePaths, cause?: unknown): WakehookError {
  return new WakehookError("daemon_unreachable", `no daemon answers for ${paths.root}`, {
    hint: "start it with: wakehook start",
    cause,
  });
}

async function readDaemonFile(file: string): Promise<RunningDaemon | null> {
  let content: unknown;
  try {
    content = JSON.parse(await readFile(file, "utf8"));
  } catch {
    // No daemon ever ran, or it died while it wrote: both mean that none can be reached.
    return null;
  }
  if (typeof content !== "object" || content === null) return null;
  const fields = content as Record<string, unknown>;
  const pid = fields["pid"];
  const adminAddress = toAddress(fields["admin_address"]);
  if (typeof pid !== "number" || !Number.isInteger(pid) || pid <= 0) return null;
  if (adminAddress === null) return null;
  return { pid, hooksAddress: toAddress(fields["hooks_address"]), adminAddress };
}

function toAddress(value: unknown): Address | null {
  if (typeof value !== "object" || value === null) return null;
  const { host, port } = value as Record<string, unknown>;
  if (typeof host !== "string" || typeof port !== "number") return null;
  return { host, port };
}
