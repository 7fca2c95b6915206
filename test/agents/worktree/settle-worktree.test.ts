// What a run leaves in its worktree is the owner's; what it left untouched is taken away.

import { access, mkdir, readdir, rm, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { clearWorktrees } from "../../../src/agents/worktree/settle-worktree.ts";
import { writeNote, type WorktreeNote } from "../../../src/agents/worktree/worktree-note.ts";
import { openWorktreeBench, type WorktreeBench } from "../worktree-bench.ts";

let bench: WorktreeBench;
let note: WorktreeNote;
let folder: string;
let before: Record<string, string>;
beforeEach(async () => {
  bench = await openWorktreeBench();
  before = await bench.ownersState();
  const made = await bench.make();
  if (!made.ok) throw new Error(made.reason);
  ({ note, folder } = made);
});
afterEach(() => bench.close());

const put = (name: string, text = "by the agent\n"): Promise<void> =>
  writeFile(path.join(folder, name), text);
const commit = (...more: string[]): string =>
  bench.git(folder, "commit", "-q", "-m", "work", ...more);

describe("settleWorktree", () => {
  it.each([
    ["a changed file", () => put("a.txt"), "1 file changed, 1 insertion(+), 1 deletion(-)"],
    ["a new file", () => put("new.txt"), "1 untracked"],
    ["a file that is gone", () => rm(path.join(folder, "a.txt")), "1 file changed, 1 deletion(-)"],
    [
      "a commit",
      async () => {
        await put("a.txt");
        commit("-a");
      },
      "1 commit, 1 file changed, 1 insertion(+), 1 deletion(-)",
    ],
    ["an empty commit", async () => void commit("--allow-empty"), "1 commit"],
    [
      "commits and more",
      async () => {
        commit("--allow-empty");
        commit("--allow-empty");
        await put("new.txt");
      },
      "2 commits, 1 untracked",
    ],
    [
      "a commit that it turned away from",
      async () => {
        commit("--allow-empty");
        bench.git(folder, "checkout", "-q", "--detach", note.base);
      },
      "1 commit",
    ],
    [
      "a branch of its own",
      async () => {
        bench.git(folder, "checkout", "-q", "-b", "mine");
        commit("--allow-empty");
      },
      "1 commit",
    ],
  ])("keeps %s as it is", async (_, work, changes) => {
    await work();
    const branches = bench.git(folder, "for-each-ref");
    const status = bench.git(folder, "status", "--porcelain");

    expect(await bench.settle(note)).toEqual({
      branch: `wakehook/${note.runId}`,
      folder: note.top,
      changes,
    });
    expect(bench.git(folder, "for-each-ref")).toBe(branches);
    expect(bench.git(folder, "status", "--porcelain")).toBe(status);
    expect(await readdir(bench.worktreesFolder)).toEqual([note.runId]);
    const { text, index, head, config, stash } = before;
    expect(await bench.ownersState()).toMatchObject({ text, index, head, config, stash });
  });

  it.each([
    ["ignored files", () => mkdir(path.join(folder, "ignored/deep"), { recursive: true })],
    [
      "a file that was changed and changed back",
      async () => {
        await put("a.txt");
        await put("a.txt", "one\n");
      },
    ],
    ["a worktree that is gone", () => rm(folder, { recursive: true })],
  ])("takes %s away", async (_, work) => {
    await work();

    expect(await bench.settle(note)).toBeNull();
    expect(await bench.ownersState()).toEqual(before);
    expect(await readdir(bench.worktreesFolder)).toEqual([]);
  });

  it("keeps the commits of a worktree that is gone", async () => {
    commit("--allow-empty");
    await rm(folder, { recursive: true });

    expect(await bench.settle(note)).toMatchObject({ changes: "1 commit" });
    expect(bench.git(bench.repository, "branch", "--list", note.branch)).toContain(note.branch);
  });

  it("is not misled by what the agent made of the worktree's link to its repository", async () => {
    const planted = path.join(bench.root, "ran");
    await put("a.txt");
    await rm(path.join(folder, ".git"));
    bench.git(folder, "init", "-q");
    bench.git(folder, "config", "core.fsmonitor", `touch ${planted}`);
    bench.git(folder, "-c", "core.fsmonitor=false", "add", ".");
    bench.git(folder, "-c", "core.fsmonitor=false", "commit", "-q", "-m", "all is well");

    expect(await bench.settle(note)).toMatchObject({
      changes: "1 file changed, 1 insertion(+), 1 deletion(-)",
    });
    // What the owner types there next is safe as well.
    expect(bench.git(folder, "status", "--porcelain")).toBe("M a.txt");
    await expect(access(planted)).rejects.toThrow("ENOENT");
  });

  it.each([
    ["is gone", () => rm(path.join(folder, ".git"))],
    ["leads elsewhere", () => put(".git", `gitdir: ${bench.root}/other\n`)],
    [
      "is a link",
      async () => {
        await rm(path.join(folder, ".git"));
        await symlink(path.join(bench.root, "other"), path.join(folder, ".git"));
      },
    ],
  ])("puts the way to the repository right where it %s", async (_, turn) => {
    await put("new.txt");
    await turn();

    expect(await bench.settle(note)).toMatchObject({ changes: "1 untracked" });
    expect(bench.git(folder, "status", "--porcelain")).toBe("?? new.txt");
  });

  it("keeps what it cannot look into", async () => {
    await writeFile(
      path.join(bench.repository, ".git/worktrees", note.runId, "index"),
      "not an index",
    );

    expect(await bench.settle(note)).toMatchObject({
      changes: expect.stringContaining("not known"),
    });
    expect(await readdir(folder)).toContain("a.txt");
  });

  it("lets a repository go that is gone", async () => {
    await rm(path.join(bench.repository, ".git"), { recursive: true });
    await rm(folder, { recursive: true });

    expect(await bench.settle(note)).toBeNull();
    expect(await readdir(bench.worktreesFolder)).toEqual([]);
  });
});

describe("clearWorktrees", () => {
  it("takes away what an interrupted run left unchanged", async () => {
    expect(await clearWorktrees(bench.deps)).toEqual(new Map());
    expect(await bench.ownersState()).toEqual(before);
    expect(await readdir(bench.worktreesFolder)).toEqual([]);
  });

  it("keeps what it left changed, tells of it once, and is never asked about it again", async () => {
    await put("a.txt");

    const kept = await clearWorktrees(bench.deps);
    bench.git(folder, "checkout", "-q", "a.txt");

    expect([...kept]).toEqual([
      [note.runId, expect.objectContaining({ branch: note.branch, folder })],
    ]);
    expect(await clearWorktrees(bench.deps)).toEqual(new Map());
    expect(await readdir(bench.worktreesFolder)).toEqual([note.runId]);
  });

  it("takes away a checkout that was cut off, whatever it looks like", async () => {
    await rm(path.join(bench.repository, ".git/worktrees", note.runId, "index"));
    await writeNote(bench.worktreesFolder, { ...note, isReady: false });

    expect(await clearWorktrees(bench.deps)).toEqual(new Map());
    expect(await bench.ownersState()).toEqual(before);
    expect(await readdir(bench.worktreesFolder)).toEqual([]);
  });

  it("takes away a note of a worktree that was never made", async () => {
    const runId = bench.newRunId();
    const top = path.join(bench.worktreesFolder, runId);
    await writeNote(bench.worktreesFolder, {
      ...note,
      runId,
      top,
      branch: `wakehook/${runId}`,
      isReady: false,
    });

    await clearWorktrees(bench.deps);

    expect(await readdir(bench.worktreesFolder)).toEqual([]);
  });

  it("passes over what is no note, and finds nothing where there never was a worktree", async () => {
    await bench.settle(note);
    await writeFile(path.join(bench.worktreesFolder, "notes.json"), "{}");
    await writeFile(path.join(bench.worktreesFolder, `${note.runId}.json`), "{ broken");
    await writeFile(path.join(bench.worktreesFolder, `${note.runId}.json.new`), "{");

    expect(await clearWorktrees(bench.deps)).toEqual(new Map());
    const left = await readdir(bench.worktreesFolder);
    expect(left.toSorted()).toEqual(["notes.json", `${note.runId}.json`]);
    expect(await clearWorktrees({ ...bench.deps, worktreesFolder: "/no/such" })).toEqual(new Map());
  });
});
