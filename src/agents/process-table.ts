// What runs on this machine: pids, parents, start times, and who carries a run's id in its environment.
// Linux reads /proc. macOS asks `ps`; where `ps` is missing or hides an environment, nothing is found
// there and only the process group is ended.

import { readdirSync, readFileSync } from "node:fs";
import { open } from "node:fs/promises";

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
  let line: string;
  try {
    line = readFileSync(`/proc/${pid}/stat`, "latin1");
  } catch {
    return null; // ended meanwhile
  }
  const fields = line.slice(line.lastIndexOf(")") + 2).split(" ");
  const start = fields[19];
  if (start === undefined) return null;
  return {
    pid,
    parent: Number(fields[1]),
    group: Number(fields[2]),
    start,
    zombie: fields[0] === "Z" || fields[0] === "X",
  };
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
    const environment = await readEnvironment(pid, piece);
    return namesRun(`\0${environment}`, `\0${RUN_ID_VARIABLE}=${runId}`, "\0");
  } catch (thrown) {
    // Not known is not the same as no: a stray would live on.
    if ((thrown as NodeJS.ErrnoException).code === "EMFILE") throw thrown;
    return false; // ended meanwhile, or another user's
  }
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
