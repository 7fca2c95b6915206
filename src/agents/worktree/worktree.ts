// In: the task folder of a run. Out: a fresh git worktree of it on a branch of its own, or why there is none.
// The owner's files, index, stash and branches stay as they are.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { RunId } from "../../core/records/ids.ts";
import { realFolder } from "../../system/task-folder.ts";
import { filtersOff, openGit, type Git } from "./git.ts";
import { settleWorktree, type WorktreeDeps } from "./settle-worktree.ts";
import { writeNote, type WorktreeNote } from "./worktree-note.ts";

/** Where a run works instead. */
export type MadeWorktree =
  | { readonly ok: true; readonly folder: string; readonly note: WorktreeNote }
  | { readonly ok: false; readonly reason: string };

/** The run that asks for it. */
export interface WorktreeRequest {
  readonly runId: RunId;
  /** The task folder, a real path: the top of a repository, or a folder in it. */
  readonly folder: string;
  readonly signal: AbortSignal;
}

/** Makes a worktree from the folder's last commit. What it began and could not end is taken away again. */
export async function makeWorktree(
  deps: WorktreeDeps,
  request: WorktreeRequest,
): Promise<MadeWorktree> {
  const git = openGit(deps, request);
  if (git === null) return refuse("there is no git on the PATH");
  const found = await findRepository(git, request.folder);
  if (typeof found === "string") return refuse(found);
  await mkdir(deps.worktreesFolder, { recursive: true, mode: 0o700 });
  const worktreesFolder = realFolder(deps.worktreesFolder) ?? deps.worktreesFolder;
  if (isInside(worktreesFolder, found.top))
    return refuse(`${worktreesFolder} lies in the repository ${found.top} itself`);
  const note: WorktreeNote = {
    runId: request.runId,
    top: path.join(worktreesFolder, request.runId),
    commonFolder: found.commonFolder,
    branch: `wakehook/${request.runId}`,
    base: found.base,
    isReady: false,
  };
  const taken = await git("rev-parse", "--verify", "-q", `refs/heads/${note.branch}`);
  if (taken.ok) return refuse(`there is a branch ${note.branch} already`);
  await writeNote(deps.worktreesFolder, note);
  const problem = await checkOut(deps, request, note);
  const folder = path.join(note.top, found.prefix);
  if (problem === null && realFolder(folder) === folder) {
    await writeNote(deps.worktreesFolder, { ...note, isReady: true });
    return { ok: true, folder, note: { ...note, isReady: true } };
  }
  await settleWorktree(deps, note);
  return refuse(problem ?? `${found.prefix} is no folder in the last commit`);
}

interface Repository {
  readonly top: string;
  /** The way from the top to the task folder; empty at the top. */
  readonly prefix: string;
  readonly commonFolder: string;
  readonly base: string;
}

/** The repository that a folder belongs to, or why it cannot have a worktree. */
async function findRepository(git: Git, folder: string): Promise<Repository | string> {
  const places = ["--git-common-dir", "--show-prefix", "--show-toplevel"];
  const found = await git("rev-parse", "--is-bare-repository", ...places);
  if (!found.ok) return `git: ${found.problem}`;
  const [isBare, common = "", prefix = "", top = "", ...more] = found.text.split("\n");
  if (isBare !== "false" || more.length > 0)
    return "it is a bare repository, or its path has a line break";
  const base = await git("rev-parse", "--verify", "-q", "HEAD^{commit}");
  if (!base.ok) return "the repository has no commit yet";
  const commonFolder = path.resolve(folder, common);
  if (commonFolder.includes(`${path.sep}.git${path.sep}modules${path.sep}`))
    return "it is a submodule of another repository";
  return { top, prefix: prefix.replace(/\/$/, ""), commonFolder, base: base.text };
}

async function checkOut(
  deps: WorktreeDeps,
  request: WorktreeRequest,
  note: WorktreeNote,
): Promise<string | null> {
  const plain = openGit(deps, request);
  if (plain === null) return "there is no git on the PATH";
  const git = openGit(deps, { ...request, settings: await filtersOff(plain) }) ?? plain;
  // Made first, so that it is closed to others from the start.
  await mkdir(note.top, { mode: 0o700 });
  const { branch, top, base } = note;
  const added = await git("worktree", "add", "--quiet", "--no-track", "-b", branch, top, base);
  return added.ok ? null : `git: ${added.problem}`;
}

function refuse(why: string): MadeWorktree {
  return { ok: false, reason: `no worktree of the task folder could be made: ${why}` };
}

function isInside(folder: string, root: string): boolean {
  return folder === root || folder.startsWith(root.endsWith(path.sep) ? root : root + path.sep);
}
