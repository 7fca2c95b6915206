// What the system says about a running daemon.

import { readdirSync, readFileSync } from "node:fs";

const MIB = 1024 * 1024;

/** Resident memory, MiB. */
export function residentMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, "latin1");
  return (Number(/^VmRSS:\s+(\d+)/m.exec(status)?.[1]) * 1024) / MIB;
}

/** Open descriptors. */
export function openFiles(pid: number): number {
  return readdirSync(`/proc/${pid}/fd`).length;
}

/** Processor time so far, milliseconds (in steps of 10). */
export function processorMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return (Number(fields[11]) + Number(fields[12])) * 10;
}
