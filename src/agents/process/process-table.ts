// What runs on this machine: pids, parents, start times, and who carries a run's id in its environment.
// Linux reads /proc. macOS asks `ps`; where `ps` is missing or hides an environment, nothing is found
// there and only the process group is ended.

import { readdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";
import { systemClock } from "../../system/clock.ts";

/** Read only where `ps` is asked: it would be the largest part of the daemon's start. */
const execaForPs = process.platform === "linux" ? null : await import("execa");

/** The variable by which a run's processes are found again. */
export const RUN_ID_VARIABLE = "WAKEHOOK_RUN_ID";

/** A process; `start` tells two processes that had the same pid apart. */
export interface ProcessEntry {
  readonly pid: number;
  readonly parent: number;
  readonly group: number;
  readonly start: string;
  /** true: it has ended and waits for its parent to notice. */
  readonly zombie: boolean;
}

const PS_TIME_LIMIT_MS = 5000;
/** Files of /proc read at the same time: each takes a descriptor, and several runs may be swept at once. */
const READERS = 8;
/** Read at a time, into the same memory: a few hundred processes are looked at after every run. */
const PIECE_BYTES = 16_384;
/** A process in the midst of an exec shows no environment for some microseconds, on a busy machine for milliseconds. */
const LOOKS = 10;
const LOOK_AGAIN_MS = 2;
/** Of the flags in proc_pid_stat(5): a thread of the kernel, which never has an environment. */
const KERNEL_THREAD = 0x0020_0000;

/** Every process that can be seen; none where no descriptor is left to look. */
export function listProcesses(): ProcessEntry[] {
  if (process.platform !== "linux") return listByPs();
  try {
    return procPids().flatMap((pid) => readProcStat(pid) ?? []);
  } catch {
    return [];
  }
}

/** One process, or null where there is none. Works at once after a spawn: nothing has been reaped yet. */
export function findProcess(pid: number): ProcessEntry | null {
  if (process.platform === "linux") return readProcStat(pid);
  return listByPs(pid)[0] ?? null;
}

/**
 * Pids whose environment at their start named this run, or a part of it (`<run id>.<part>`); never
 * wakehook itself.
 * @throws the system's error where no descriptor is left to look with.
 */
export async function pidsOfRun(runId: string): Promise<number[]> {
  const pids = process.platform === "linux" ? await scanProc(runId) : await scanPs(runId);
  return pids.filter((pid) => pid !== process.pid);
}

/** Tells whether a process carries the run's id. */
export async function carriesRun(pid: number, runId: string): Promise<boolean> {
  if (process.platform === "linux") return readMarker(pid, runId, newPiece());
  return (await scanPs(runId)).includes(pid);
}

function procPids(): number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number);
}

/** proc_pid_stat(5): the name in field 2 may hold spaces and brackets, so fields are counted after the last one. */
function readProcStat(pid: number): ProcessEntry | null {
  const fields = statFields(pid);
  const start = fields?.[19];
  if (fields === null || start === undefined) return null;
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    start,
    zombie: fields[0] === "Z" || fields[0] === "X",
  };
}

function statFields(pid: number): string[] | null {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return null; // ended meanwhile
  }
}

async function scanProc(runId: string): Promise<number[]> {
  const pids = procPids().values();
  const found: number[] = [];
  const readers = Array.from({ length: READERS }, async () => {
    const piece = newPiece();
    for (const pid of pids) if (await readMarker(pid, runId, piece)) found.push(pid);
  });
  await Promise.all(readers);
  return found;
}

function newPiece(): Buffer {
  return Buffer.allocUnsafeSlow(PIECE_BYTES);
}

async function readMarker(pid: number, runId: string, piece: Buffer): Promise<boolean> {
  try {
    let environment = await readEnvironment(pid, piece);
    for (let look = 1; environment === "" && look < LOOKS && mayExec(pid); look++) {
      await new Promise<void>((resolve) => systemClock.setTimer(resolve, LOOK_AGAIN_MS));
      environment = await readEnvironment(pid, piece);
    }
    return namesRun(`\0${environment}`, `\0${RUN_ID_VARIABLE}=${runId}`, "\0");
  } catch (thrown) {
    // Not known is not the same as no: a stray would live on.
    if ((thrown as NodeJS.ErrnoException).code === "EMFILE") throw thrown;
    return false; // ended meanwhile, or another user's
  }
}

function mayExec(pid: number): boolean {
  const fields = statFields(pid);
  return fields !== null && fields[0] !== "Z" && (Number(fields[6]) & KERNEL_THREAD) === 0;
}

async function readEnvironment(pid: number, piece: Buffer): Promise<string> {
  await using handle = await open(`/proc/${pid}/environ`);
  let text = "";
  for (;;) {
    const { bytesRead } = await handle.read(piece, 0, piece.length, null);
    if (bytesRead === 0) return text;
    text += piece.toString("latin1", 0, bytesRead);
  }
}

function listByPs(pid?: number): ProcessEntry[] {
  const which = pid === undefined ? ["-ax"] : ["-p", String(pid)];
  const result = execaForPs?.execaSync("ps", [...which, "-o", "pid=,ppid=,pgid=,stat=,lstart="], {
    reject: false,
    timeout: PS_TIME_LIMIT_MS,
  });
  return (result?.stdout ?? "").split("\n").flatMap((line) => {
    const match = /^\s*(\d+)\s+(\d+)\s+(\d+)\s+(\S+)\s+(.+)$/.exec(line);
    if (match === null) return [];
    const [, id, parent, group, state, start] = match;
    return {
      pid: Number(id),
      parent: Number(parent),
      group: Number(group),
      start: (start ?? "").trim(),
      zombie: state?.startsWith("Z") === true,
    };
  });
}

async function scanPs(runId: string): Promise<number[]> {
  const options = { reject: false, timeout: PS_TIME_LIMIT_MS } as const;
  const result = await execaForPs?.execa(
    "ps",
    ["-ax", "-E", "-ww", "-o", "pid=,command="],
    options,
  );
  return (result?.stdout ?? "").split("\n").flatMap((line) => {
    const carries = namesRun(`${line} `, ` ${RUN_ID_VARIABLE}=${runId}`, " ");
    return carries ? Number.parseInt(line, 10) : [];
  });
}

/** The whole id, or the id and a dot: a part of a run is swept with it, never the other way round. */
function namesRun(environment: string, assignment: string, end: string): boolean {
  return environment.includes(assignment + end) || environment.includes(`${assignment}.`);
}
