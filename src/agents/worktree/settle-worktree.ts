// In: a worktree that nobody works in any more. Out: what it holds for the owner, or nothing, and then it
// is gone. What was changed stays as it is: nothing is committed in the owner's name.

import { lstat, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { realFolder } from "../../system/task-folder.ts";
import type { Worktree } from "../../core/records/run.ts";
import { toError } from "../../core/records/errors.ts";
import { filtersOff, openGit, type Git, type GitDeps } from "./git.ts";
import {
  adminFolder,
  readNotes,
  removeNote,
  removeTornNotes,
  type WorktreeNote,
} from "./worktree-note.ts";

/** What worktrees need. */
export interface WorktreeDeps extends GitDeps {
  /** `worktrees/` of the home. */
  readonly worktreesFolder: string;
}

/** Looks at a worktree after its run: kept where something changed, taken away otherwise. */
export async function settleWorktree(
  deps: WorktreeDeps,
  note: WorktreeNote,
): Promise<Worktree | null> {
  const { branch, top: folder } = note;
  try {
    const left = await settle(deps, note);
    return left === null ? null : { branch, folder, changes: left };
  } catch (thrown) {
    // A full disk, for example. The note stays, and the next start looks again.
    return { branch, folder, changes: `not known: ${toError(thrown).message}` };
  }
}

async function settle(deps: WorktreeDeps, note: WorktreeNote): Promise<string | null> {
  const changes = note.isReady ? await changesIn(deps, note) : null;
  const left = changes ?? (await removeWorktree(deps, note));
  // A worktree that could not be taken away is tried again at the next start.
  if (left === null || changes !== null) await removeNote(deps.worktreesFolder, note.runId);
  if (changes !== null) await mendLink(note);
  return left;
}

/**
 * For the start of the daemon, when no process of an earlier one is left: settles what interrupted runs left.
 * Returns, by run, what was kept.
 */
export async function clearWorktrees(deps: WorktreeDeps): Promise<ReadonlyMap<string, Worktree>> {
  const kept = new Map<string, Worktree>();
  await removeTornNotes(deps.worktreesFolder);
  for (const note of await readNotes(deps.worktreesFolder)) {
    const worktree = await settleWorktree(deps, note);
    if (worktree !== null) kept.set(note.runId, worktree);
  }
  return kept;
}

/** What changed, in one line; null: nothing. Where git cannot say, it counts as changed. */
async function changesIn(deps: WorktreeDeps, note: WorktreeNote): Promise<string | null> {
  const common = openGit(deps, { runId: note.runId, folder: note.commonFolder });
  if (common === null) return "not known: no git on the PATH";
  const branchTip = await common("rev-parse", "--verify", "-q", `refs/heads/${note.branch}`);
  if (realFolder(note.top) === null)
    return branchTip.text === note.base || branchTip.text === ""
      ? null
      : await countCommits(common, note, branchTip.text);
  // Never by the worktree's own `.git` file: whoever worked in it could have turned it to another place.
  const place = { runId: note.runId, folder: note.top, gitFolder: adminFolder(note) };
  const settings = await filtersOff(common);
  const git = openGit(deps, { ...place, settings }) ?? common;
  return describeChanges(git, note, branchTip.text);
}

async function describeChanges(
  git: Git,
  note: WorktreeNote,
  branchTip: string,
): Promise<string | null> {
  const head = await git("rev-parse", "--verify", "HEAD");
  const status = await git("status", "--porcelain", "-z", "--ignore-submodules=dirty");
  if (!head.ok || !status.ok) return `not known: ${head.problem || status.problem}`;
  const isSame = head.text === note.base && branchTip === note.base;
  if (isSame && status.text === "") return null;
  const diff = await git(
    "diff",
    "--shortstat",
    "--no-ext-diff",
    "--no-textconv",
    "--ignore-submodules=dirty",
    note.base,
  );
  const untracked = status.text.split("\0").filter((entry) => entry.startsWith("??")).length;
  const parts = [
    isSame ? "" : await countCommits(git, note, head.text === note.base ? branchTip : head.text),
    diff.text.trim(),
    untracked === 0 ? "" : `${untracked} untracked`,
  ];
  return parts.filter((part) => part !== "").join(", ") || "changed";
}

async function countCommits(git: Git, note: WorktreeNote, tip: string): Promise<string> {
  const { ok, text } = await git("rev-list", "--count", `${note.base}..${tip}`);
  if (!ok) return "its branch was changed";
  return text === "1" ? "1 commit" : `${text} commits`;
}

/**
 * The worktree's `.git` is a file that names its repository. The owner's own git will follow it: where an agent
 * put something else in its place, such as a repository whose configuration starts programs, it is put right.
 */
async function mendLink(note: WorktreeNote): Promise<void> {
  const link = path.join(note.top, ".git");
  const words = `gitdir: ${adminFolder(note)}\n`;
  if (realFolder(note.top) === null || (await readLink(link)) === words) return;
  await rm(link, { recursive: true, force: true });
  await writeFile(link, words, { flag: "wx" });
}

async function readLink(link: string): Promise<string | null> {
  const isFile = await lstat(link).then(
    (found) => found.isFile(),
    () => false,
  );
  return isFile ? readFile(link, "utf8") : null;
}

/** Takes folder, git's record of it and branch away; says why not where it cannot. */
async function removeWorktree(deps: WorktreeDeps, note: WorktreeNote): Promise<string | null> {
  const problem = await removeFolder(note.top);
  if (problem !== null) return `unchanged, and could not be removed: ${problem}`;
  const git = openGit(deps, { runId: note.runId, folder: note.commonFolder });
  // A repository that is gone takes its records with it.
  if (git === null || realFolder(note.commonFolder) === null) return null;
  await git("worktree", "remove", "--force", "--force", note.top);
  // Only while it still stands where it was made.
  await git("update-ref", "-d", `refs/heads/${note.branch}`, note.base);
  return null;
}

async function removeFolder(folder: string): Promise<string | null> {
  try {
    await rm(folder, { recursive: true, force: true, maxRetries: 3 });
    return null;
  } catch (thrown) {
    return toError(thrown).message;
  }
}
