// What nothing may leave behind: processes, zombies, files that no part of wakehook needs any more, sockets.

import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { processesOf } from "../test/e2e/leftovers.ts";
import type { DaemonHome } from "../test/e2e/open-home.ts";

/** What may stand in a home for good, by its path within. A run's folder is its history. */
const KEPT = [
  /^(?:webhooks\.json|config\.json|admin\.token|settings\.lock|daemon\.(?:alive|lock)|wakehook\.watermark)$/,
  /^wakehook\.(?:log(?:\.\d+)?|db|db-wal|db-shm)$/,
  /^(?:backups|runs|tasks|keys|worktrees)$/,
  /^(?:backups|tasks|keys|worktrees)\/./,
  /^runs\/run_[0-9a-z]{26}(?:\/[\w-]+)?(?:\/(?:prompt\.md|result\.md|stdout\.log|stderr\.log))?$/,
];
/** And while a daemon runs, or after it was killed. */
const KEPT_BY_LIVING = [/^daemon\.json$/, /^daemon\.lock-journal$/];
/** The temporary folder that a run's program has to itself. */
const TEMPORARY = /^runs\/[^/]+\/tmp$/;

/**
 * Looks for what a daemon's work has left behind. Ask when nothing runs: all deliveries have ended and their reports
 * have arrived, or the daemon has stopped.
 *
 * @param living - The daemon's pid while it runs.
 * @returns One word of each thing, for a person; empty where all is as it has to be.
 */
export function leftBehind(home: Pick<DaemonHome, "folder" | "paths">, living?: number): string[] {
  const processes = processesOf(home.folder).filter((pid) => pid !== living);
  const kept = living === undefined ? KEPT : [...KEPT, ...KEPT_BY_LIVING];
  const files = readdirSync(home.paths.root, { recursive: true, encoding: "utf8" });
  return [
    ...processes.map((pid) => `process ${pid}: ${commandOf(pid)}`),
    ...zombiesOf(living ?? process.pid).map((pid) => `zombie ${pid}`),
    ...files
      .filter((name) => TEMPORARY.test(name) || !kept.some((known) => known.test(name)))
      .map((name) => `file ${name}`),
  ];
}

/** How many descriptors a process holds, by kind. null where this machine does not show them. */
export function descriptorsOf(
  pid: number,
): { readonly files: number; readonly sockets: number } | null {
  if (process.platform !== "linux") return null;
  const targets = readdirSync(`/proc/${pid}/fd`).map((name) => targetOf(pid, name));
  const sockets = targets.filter((target) => target.startsWith("socket:")).length;
  return { files: targets.length - sockets, sockets };
}

function zombiesOf(parent: number): number[] {
  if (process.platform !== "linux") return [];
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const [state, above] = statOf(pid);
      return state === "Z" && Number(above) === parent;
    });
}

/** State and parent, which stand after the name in brackets. */
function statOf(pid: number): string[] {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "latin1");
    return line.slice(line.lastIndexOf(")") + 2).split(" ");
  } catch {
    return []; // ended meanwhile
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "latin1").replaceAll("\0", " ").trim();
  } catch {
    return "ended meanwhile";
  }
}

function targetOf(pid: number, name: string): string {
  try {
    return readlinkSync(`/proc/${pid}/fd/${name}`);
  } catch {
    return ""; // closed meanwhile
  }
}
