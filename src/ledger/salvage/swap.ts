// Puts a salvaged database in the place of the damaged one. Everything is ready on the disk before the first step,
// each step is the renaming of a file, and a note says what is being done: cut off anywhere, the next call goes on.

import { existsSync, lstatSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import { repairNote, sideFiles, type LedgerPaths } from "../file/paths.ts";
import { syncPath } from "../file/sync-path.ts";
import type { RepairReport } from "./report.ts";

/** What a swap does. */
export interface SwapNote {
  /** Where the damaged database goes to; its side files beside it. */
  readonly old: string;
  readonly report: RepairReport;
}

/** Where the new files are made ready. */
export function draftFiles(paths: LedgerPaths): {
  readonly database: string;
  readonly watermark: string;
} {
  return { database: `${paths.database}.repaired`, watermark: `${paths.watermarkFile}.repaired` };
}

/** Removes what a repair made that never came to its first step. */
export function removeDrafts(paths: LedgerPaths): void {
  const { database, watermark } = draftFiles(paths);
  const { wal, shm } = sideFiles(database);
  for (const file of [
    `${database}-journal`,
    wal,
    shm,
    database,
    watermark,
    `${repairNote(paths)}.new`,
  ])
    rmSync(file, { force: true });
}

/** A swap that was begun and not ended; null where there is none. */
export function readSwapNote(paths: LedgerPaths): SwapNote | null {
  const file = repairNote(paths);
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")) as SwapNote;
  } catch (cause) {
    throw new WakehookError("ledger_damaged", `${file} cannot be read; nothing was changed`, {
      hint: `a repair was cut off: the old database is ${paths.database}, or beside it under .damaged-...; the new one is ${draftFiles(paths).database}`,
      cause,
    });
  }
}

/** Writes down that the swap begins. From here on it is to be ended. */
export function beginSwap(paths: LedgerPaths, note: SwapNote): void {
  const file = repairNote(paths);
  writeFileSync(`${file}.new`, JSON.stringify(note), { mode: 0o600 });
  syncPath(`${file}.new`);
  renameSync(`${file}.new`, file);
  syncPath(path.dirname(file));
}

/** Does what is left of a swap. */
export function endSwap(paths: LedgerPaths, { old }: SwapNote): void {
  const draft = draftFiles(paths);
  const folder = path.dirname(paths.database);
  // The new database gets its name last: as long as it has not, what has the name is the old one.
  if (existsSync(draft.database)) {
    const from = sideFiles(paths.database);
    const to = sideFiles(old);
    moveIfThere(from.wal, to.wal);
    moveIfThere(from.shm, to.shm);
    moveIfThere(paths.database, old);
    if (existsSync(draft.watermark)) {
      moveIfThere(paths.watermarkFile, `${old}.watermark`);
      renameSync(draft.watermark, paths.watermarkFile);
    }
    syncPath(folder);
    renameSync(draft.database, paths.database);
    syncPath(folder);
  }
  rmSync(repairNote(paths), { force: true });
  syncPath(folder);
}

/** Also a link that leads nowhere. */
function moveIfThere(from: string, to: string): void {
  if (lstatSync(from, { throwIfNoEntry: false }) !== undefined) renameSync(from, to);
}
