// What every fault of the part load works on: a home with a real daemon in it, gone when the part has ended.

import type { DaemonHome, HomeFiles, LiveChild } from "../../test/e2e/open-home.ts";
import { openHome } from "../../test/e2e/open-home.ts";
import type { SpawnOptions } from "../../test/e2e/child-daemon.ts";
import { processesOf } from "../../test/e2e/leftovers.ts";
import type { Row, TortureContext } from "../part.ts";
import { waitUntil } from "./wait-until.ts";

/** A daemon under load. */
export interface LoadBench {
  readonly home: DaemonHome;
  readonly daemon: LiveChild;
}

/** One fault: does it, and says what was seen. */
export type LoadFault = (context: TortureContext) => Promise<readonly Row[]>;

const GONE_WITHIN_MS = 5000;

/** Limits that are not what is tried. */
export const NO_LIMITS = { requests_per_minute: 10_000_000, failures_per_minute: 10_000_000 };

/** Opens a home with a daemon as a process. */
export async function openBench(
  context: Pick<TortureContext, "after">,
  files: HomeFiles,
  options?: SpawnOptions,
): Promise<LoadBench> {
  const home = await openLoadHome(context, files);
  return { home, daemon: await home.spawn(options) };
}

/** Opens a home in which nothing runs yet. */
export async function openLoadHome(
  context: Pick<TortureContext, "after">,
  files: HomeFiles,
): Promise<DaemonHome> {
  const home = await openHome(files);
  context.after(async () => {
    await endAll(home);
    await home.close();
  });
  return home;
}

/** What a daemon that is killed leaves running, and the next start would end: there is no next one. */
async function endAll(home: DaemonHome): Promise<void> {
  for (const pid of processesOf(home.folder)) kill(pid);
  if (!(await waitUntil(GONE_WITHIN_MS, () => processesOf(home.folder).length === 0)))
    throw new Error("a process of the part does not end");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}

/** How many of these ids the ledger does not know. */
export function lostOf(home: DaemonHome, ids: readonly string[]): number {
  return ids.filter((id) => home.delivery(id) === null).length;
}
