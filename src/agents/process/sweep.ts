// Ends what a run left behind: its process group, its descendants, and whoever carries its id.
// A shell tool of an agent CLI runs in a session of its own, so the group alone is never enough.

import { carriesRun, findProcess, listProcesses, pidsOfRun } from "./process-table.ts";
import type { ProcessEntry } from "./process-table.ts";
import type { RunId } from "../../core/records/ids.ts";
import { systemClock } from "../../system/clock.ts";

/**
 * A process that forks while it is being looked for is found in a later round, and one that has been
 * killed takes a moment to go. What does not go after half a second hangs in the system itself.
 */
const ROUNDS = 50;
const PAUSE_MS = 10;

/**
 * Kills every process that carries this run's id (`WAKEHOOK_RUN_ID`), and returns how many there were.
 * On macOS an environment that the system hides is not seen.
 */
export async function sweepRun(runId: RunId): Promise<number> {
  return (await sweepPids(runId)).length;
}

async function sweepPids(runId: RunId): Promise<number[]> {
  const killed = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const found = await lookFor(runId);
    const pids = found?.filter((pid) => killPid(pid));
    if (pids?.length === 0) break;
    for (const pid of pids ?? []) killed.add(pid);
    await new Promise<void>((resolve) => systemClock.setTimer(resolve, PAUSE_MS));
  }
  return [...killed];
}

/** null: no descriptor was left to look with; in a moment there may be. */
async function lookFor(runId: RunId): Promise<number[] | null> {
  try {
    return await pidsOfRun(runId);
  } catch {
    return null;
  }
}

/**
 * Ends the process that a dead daemon left, but only if it still is that process: start time and run id
 * both match. Then sweeps the run in any case. Returns how many processes were ended.
 */
export async function endOrphan(
  pid: number,
  processStart: string | null,
  runId: RunId,
): Promise<number> {
  const found = findProcess(pid);
  const same =
    found !== null &&
    found.start === processStart &&
    (await carriesRun(pid, runId).catch(() => false));
  if (!same) return sweepRun(runId);
  const family = descendantsOf(pid);
  killGroup(pid, "SIGKILL");
  const ended = [pid, ...killEntries(family), ...(await sweepPids(runId))];
  return new Set(ended).size;
}

/** The processes below one, by their parents, as they are now. Re-parented ones are not among them. */
export function descendantsOf(pid: number): ProcessEntry[] {
  const all = listProcesses();
  const found: ProcessEntry[] = [];
  let parents = new Set([pid]);
  while (parents.size > 0) {
    const children = all.filter((entry) => parents.has(entry.parent));
    found.push(...children);
    parents = new Set(children.map((entry) => entry.pid));
  }
  return found;
}

/** Kills those of the processes that still are the same; returns their pids. */
export function killEntries(entries: readonly ProcessEntry[]): number[] {
  const same = entries.filter(({ pid, start }) => {
    const now = findProcess(pid);
    return now !== null && !now.zombie && now.start === start;
  });
  return same.map(({ pid }) => pid).filter((pid) => killPid(pid));
}

/** Signals a process group. A group that is gone is no error. */
export function killGroup(leader: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-leader, signal);
  } catch {
    // ESRCH: nobody is left. EPERM: what is left belongs to somebody else.
  }
}

function killPid(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch {
    return false;
  }
}
