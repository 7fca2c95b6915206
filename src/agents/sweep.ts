// Ends what a run left behind: its process group, its descendants, and whoever carries its id.
// A shell tool of an agent CLI runs in a session of its own, so the group alone is never enough.

import { carriesRun, findProcess, listProcesses, pidsOfRun } from "./process-table.ts";
import type { ProcessEntry } from "./process-table.ts";
import type { RunId } from "../core/ids.ts";

/** A process that forks while it is being looked for is found in a later round. */
const ROUNDS = 10;

/**
 * Kills every process that carries this run's id (`WAKEHOOK_RUN_ID`), and returns how many there were.
 * On macOS an environment that the system hides is not seen.
 */
export async function sweepRun(runId: RunId): Promise<number> {
  const killed = new Set<number>();
  for (let round = 0; round < ROUNDS; round++) {
    const pids = (await pidsOfRun(runId)).filter((pid) => killPid(pid));
    if (pids.length === 0) break;
    for (const pid of pids) killed.add(pid);
  }
  return killed.size;
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
  const same = found !== null && found.start === processStart && (await carriesRun(pid, runId));
  if (!same) return sweepRun(runId);
  const family = descendantsOf(pid);
  killGroup(pid, "SIGKILL");
  const ended = killEntries(family);
  return 1 + ended + (await sweepRun(runId));
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

/** Kills those of the processes that still are the same; returns how many. */
export function killEntries(entries: readonly ProcessEntry[]): number {
  return entries.filter((entry) => {
    const now = findProcess(entry.pid);
    return now !== null && !now.zombie && now.start === entry.start && killPid(entry.pid);
  }).length;
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
