// What a process has used so far, as Linux tells it. null elsewhere.

import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks in a second: fixed in Linux's interface (`man 5 proc_pid_stat`). */
const TICKS_PER_SECOND = 100;
/** Fields after the command's name, counted from the state: utime and stime. */
const USER_TIME = 11;
const SYSTEM_TIME = 12;
const NANOSECONDS = 1e9;

/** Processor time of all threads, user and system, in seconds. */
export function cpuSeconds(pid: number): number | null {
  return threadSeconds(pid) ?? tickSeconds(pid);
}

/** To the nanosecond, where the kernel tells: a short round is only some ticks long. */
function threadSeconds(pid: number): number | null {
  try {
    const threads = readdirSync(`/proc/${pid}/task`);
    const used = threads.map((id) => Number(readProc(pid, `task/${id}/schedstat`)?.split(" ")[0]));
    const sum = used.reduce((total, one) => total + (Number.isFinite(one) ? one : 0), 0);
    return sum === 0 ? null : sum / NANOSECONDS;
  } catch {
    return null;
  }
}

function tickSeconds(pid: number): number | null {
  const stat = readProc(pid, "stat");
  if (stat === null) return null;
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[USER_TIME]) + Number(fields[SYSTEM_TIME])) / TICKS_PER_SECOND;
}

/** Resident memory in MiB. */
export function residentMib(pid: number): number | null {
  const found = /^VmRSS:\s+(\d+) kB/m.exec(readProc(pid, "status") ?? "")?.[1];
  return found === undefined ? null : Number(found) / 1024;
}

function readProc(pid: number, name: string): string | null {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8");
  } catch {
    return null;
  }
}
