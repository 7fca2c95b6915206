// A real repository of an owner who is in the middle of something, and worktrees of it.

import { execFileSync } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { createRunProcess } from "../../src/agents/process/run-process.ts";
import { settleWorktree, type WorktreeDeps } from "../../src/agents/worktree/settle-worktree.ts";
import { makeWorktree, type MadeWorktree } from "../../src/agents/worktree/worktree.ts";
import type { WorktreeNote } from "../../src/agents/worktree/worktree-note.ts";
import type { Worktree } from "../../src/core/records/run.ts";
import type { RunId } from "../../src/core/records/ids.ts";
import { systemClock } from "../../src/system/clock.ts";
import { newRunId, systemRandomness } from "../../src/system/randomness.ts";

/** A repository and its worktrees. */
export interface WorktreeBench {
  readonly root: string;
  readonly repository: string;
  readonly worktreesFolder: string;
  readonly deps: WorktreeDeps;
  git(folder: string, ...parameters: readonly string[]): string;
  make(folder?: string, other?: { runId?: RunId; signal?: AbortSignal }): Promise<MadeWorktree>;
  settle(note: WorktreeNote): Promise<Worktree | null>;
  /** Everything of the owner's that must stay as it is, byte for byte. */
  ownersState(): Promise<Record<string, string>>;
  newRunId(): RunId;
  close(): Promise<void>;
}

/** The owner's own git: no configuration but the repository's. */
const ENVIRONMENT = {
  PATH: process.env["PATH"] ?? "",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_SYSTEM: "/dev/null",
  GIT_AUTHOR_NAME: "Owner",
  GIT_AUTHOR_EMAIL: "owner@example.org",
  GIT_COMMITTER_NAME: "Owner",
  GIT_COMMITTER_EMAIL: "owner@example.org",
};

/** Opens a repository with one commit, a stash, something staged, something not, and something untracked. */
export async function openWorktreeBench(): Promise<WorktreeBench> {
  const root = await realpath(await mkdtemp(path.join(tmpdir(), "wakehook-worktree-")));
  const repository = path.join(root, "site");
  const worktreesFolder = path.join(root, "home/worktrees");
  const git = (folder: string, ...parameters: readonly string[]): string =>
    execFileSync("git", ["-c", "protocol.file.allow=always", ...parameters], {
      cwd: folder,
      env: ENVIRONMENT,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    }).trim();
  const put = (name: string, text: string): Promise<void> =>
    writeFile(path.join(repository, name), text);
  await mkdir(path.join(repository, "sub"), { recursive: true });
  git(repository, "init", "-q", "-b", "main");
  await put("a.txt", "one\n");
  await put("sub/b.txt", "two\n");
  await put(".gitignore", "ignored/\n");
  git(repository, "add", ".");
  git(repository, "commit", "-q", "-m", "first");
  await put("a.txt", "put aside\n");
  git(repository, "stash", "-q");
  await put("a.txt", "staged\n");
  git(repository, "add", "a.txt");
  await put("a.txt", "not staged\n");
  await put("untracked.txt", "mine\n");
  const deps: WorktreeDeps = {
    runProcess: createRunProcess({ clock: systemClock, outputCheckMs: 50 }),
    environment: { PATH: ENVIRONMENT.PATH, HOME: path.join(root, "home") },
    worktreesFolder,
  };
  const newId = (): RunId => newRunId(Date.now(), systemRandomness);
  return {
    root,
    repository,
    worktreesFolder,
    deps,
    git,
    newRunId: newId,
    make: (folder = repository, { runId = newId(), signal = new AbortController().signal } = {}) =>
      makeWorktree(deps, { runId, folder, signal }),
    settle: (note) => settleWorktree(deps, note),
    async ownersState() {
      const at = (name: string): Promise<string> =>
        readFile(path.join(repository, name), "base64").catch(() => "none");
      return {
        files: (await readdir(repository, { recursive: true }))
          .filter((name) => !name.startsWith(".git"))
          .toSorted()
          .join(),
        text: await at("a.txt"),
        index: await at(".git/index"),
        head: await at(".git/HEAD"),
        config: await at(".git/config"),
        stash: git(repository, "stash", "list"),
        branches: git(repository, "for-each-ref", "--format=%(refname) %(objectname)"),
        worktrees: git(repository, "worktree", "list", "--porcelain"),
      };
    },
    close: () => rm(root, { recursive: true, force: true }),
  };
}
