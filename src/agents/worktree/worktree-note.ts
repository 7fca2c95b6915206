// Which worktrees runs are working in at this moment, on disk: what an interrupted run left is found by it.

import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../../core/records/ids.ts";
import { parseRecord, textOf } from "../providers/fields.ts";

/** What must be known to look at a worktree again, and to take it away. */
export interface WorktreeNote {
  readonly runId: RunId;
  /** The folder of the worktree. */
  readonly top: string;
  /** The git folder of the owner's repository. */
  readonly commonFolder: string;
  readonly branch: string;
  /** The commit that it was made from. */
  readonly base: string;
  /** false: git was still making it, and no agent was in it yet. */
  readonly isReady: boolean;
}

const SUFFIX = ".json";
/** Behind the name of a note that is still being written. */
const TORN = ".new";
const RUN_ID = /^run_[0-9a-z]{26}$/;

/** Git's own folder for the worktree: named after the last part of its path, which no other worktree has. */
export function adminFolder(note: WorktreeNote): string {
  return path.join(note.commonFolder, "worktrees", path.basename(note.top));
}

/** Writes a note down, synced, before what it tells of is done. */
export async function writeNote(folder: string, note: WorktreeNote): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = noteFile(folder, note.runId);
  {
    await using handle = await open(file + TORN, "w", 0o600);
    await handle.writeFile(JSON.stringify(note));
    await handle.sync();
  }
  await rename(file + TORN, file);
}

/** Forgets a worktree: it is gone, or it is the owner's now. */
export async function removeNote(folder: string, runId: RunId): Promise<void> {
  await rm(noteFile(folder, runId), { force: true });
}

/** Removes notes that were being written when the daemon died: nothing had been done yet. */
export async function removeTornNotes(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => []);
  for (const name of names.filter((one) => one.endsWith(SUFFIX + TORN)))
    await rm(path.join(folder, name), { force: true });
}

/** Every note there is. One that cannot be read is passed over: its worktree stays where it is. */
export async function readNotes(folder: string): Promise<WorktreeNote[]> {
  const names = await readdir(folder).catch(() => []);
  const runIds = names
    .filter((name) => name.endsWith(SUFFIX))
    .map((name) => name.slice(0, -SUFFIX.length))
    .filter((name) => RUN_ID.test(name));
  const notes = await Promise.all(runIds.map((runId) => readNote(folder, runId as RunId)));
  return notes.filter((note) => note !== null);
}

async function readNote(folder: string, runId: RunId): Promise<WorktreeNote | null> {
  const text = await readFile(noteFile(folder, runId), "utf8").catch(() => "");
  const record = parseRecord(text) ?? {};
  const commonFolder = textOf(record["commonFolder"]);
  const branch = textOf(record["branch"]);
  const base = textOf(record["base"]);
  if (commonFolder === undefined || branch === undefined || base === undefined) return null;
  const isReady = record["isReady"] === true;
  return { runId, top: path.join(folder, runId), commonFolder, branch, base, isReady };
}

function noteFile(folder: string, runId: RunId): string {
  return path.join(folder, `${runId}${SUFFIX}`);
}
