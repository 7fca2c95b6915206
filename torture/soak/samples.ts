// What a running daemon takes, looked at again and again.

import { readdirSync, readFileSync, statSync } from "node:fs";
import type { HomePaths } from "../../src/system/home.ts";
import { openFiles, residentMib } from "../load/daemon-facts.ts";
import type { Sample } from "./slope.ts";

/** What is looked at. */
export type Measure =
  | "memory"
  | "beside the heap"
  | "live heap"
  | "files"
  | "database"
  | "log"
  | "run folders";

/** All that was seen. */
export type Samples = Readonly<Record<Measure, Sample[]>>;

const MIB = 1024 * 1024;

/** Nothing yet. */
export function noSamples(): Samples {
  return {
    memory: [],
    "beside the heap": [],
    "live heap": [],
    files: [],
    database: [],
    log: [],
    "run folders": [],
  };
}

/** Looks once. `heapFile` is written by the daemon's own preload. */
export function takeSample(
  samples: Samples,
  at: number,
  seen: { readonly pid: number; readonly paths: HomePaths; readonly heapFile: string },
): void {
  const { pid, paths, heapFile } = seen;
  const resident = residentMib(pid);
  const [heapUsed = 0, heapTotal = 0] = textOf(heapFile).split(" ").map(Number);
  const values: Record<Measure, number> = {
    memory: resident,
    "beside the heap": resident - heapTotal / MIB,
    "live heap": heapUsed / MIB,
    files: openFiles(pid),
    database: sizeOf(paths.database) / MIB,
    log: sizeOf(`${paths.database}-wal`) / MIB,
    "run folders": readdirSync(paths.runsFolder).length,
  };
  for (const [name, value] of Object.entries(values)) samples[name as Measure].push({ at, value });
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "0";
  }
}
