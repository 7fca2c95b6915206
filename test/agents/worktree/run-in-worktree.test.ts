// A whole run in a worktree, with the agent's own starter.

import { execFileSync } from "node:child_process";
import { access, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openAgentBench, type AgentBench } from "../agent-bench.ts";

let bench: AgentBench;
let worktrees: string;
const git = (...parameters: readonly string[]): string =>
  execFileSync("git", ["-c", "user.name=o", "-c", "user.email=o@example.org", ...parameters], {
    cwd: bench.folder,
    encoding: "utf8",
  }).trim();

beforeEach(async () => {
  bench = await openAgentBench();
  bench.environment["PATH"] += ":/usr/bin:/bin";
  worktrees = path.join(bench.root, "worktrees");
  git("init", "-q");
  await writeFile(path.join(bench.folder, "AGENTS.md"), "notes of the last commit\n");
  git("add", ".");
  git("commit", "-q", "-m", "first");
  await writeFile(path.join(bench.folder, "AGENTS.md"), "notes that are not committed\n");
});
afterEach(() => bench.close());

const worktree = { worktree: true, permission: "edit" } as const;

describe("runInWorktree", () => {
  it("runs there, and names the branch that keeps what was made", async () => {
    const outcome = await bench.run("claude", "writes", worktree);

    const folder = path.join(worktrees, bench.lastRunId());
    expect(outcome).toMatchObject({
      status: "success",
      folder,
      worktree: { branch: `wakehook/${bench.lastRunId()}`, folder, changes: "1 untracked" },
    });
    expect(await readFile(path.join(folder, "made.txt"), "utf8")).toBe("made by the agent\n");
    expect(await readdir(bench.folder)).not.toContain("made.txt");
    expect(git("status", "--porcelain")).toBe("M AGENTS.md");
  });

  it("leaves nothing where nothing was made, and reads the last commit's own words", async () => {
    const outcome = await bench.run("claude", "good", worktree);

    expect(outcome).toMatchObject({ status: "success", folder: bench.folder });
    expect(outcome.worktree).toBeUndefined();
    const record = await bench.record();
    expect(record.folder).toBe(path.join(worktrees, bench.lastRunId()));
    expect(record.prompt).toContain("notes of the last commit");
    expect(await readdir(worktrees)).toEqual([]);
    expect(git("branch", "--list", "wakehook/*")).toBe("");
  });

  it("keeps what was made before a run was ended", async () => {
    const outcome = await bench.run("claude", "writes_and_stays", { ...worktree, timeoutMs: 1500 });

    expect(outcome).toMatchObject({
      status: "error:timeout",
      worktree: { changes: "1 untracked" },
      untouched: false,
    });
  });

  it("works in the task folder where the agent may only read", async () => {
    await bench.run("claude", "good", { worktree: true });

    expect((await bench.record()).folder).toBe(bench.folder);
    await expect(access(worktrees)).rejects.toThrow("ENOENT");
  });

  it("says why there is no worktree, and starts nothing", async () => {
    const folder = path.join(bench.root, "plain");
    await mkdir(folder);

    const outcome = await bench.run("claude", "good", { ...worktree, folder });

    expect(outcome).toMatchObject({ status: "error:no_worktree", untouched: true, folder });
    expect(outcome.reason).toContain("not a git repository");
    await expect(bench.record()).rejects.toThrow("ENOENT");
  });

  it.each([
    ["stopped", "error:stopped"],
    ["shutdown", "error:interrupted"],
  ])("tells a run that was %s before it began as %s", async (cause, status) => {
    const outcome = await bench.run("claude", "good", {
      ...worktree,
      signal: AbortSignal.abort(cause),
    });

    expect(outcome).toMatchObject({ status, untouched: true });
  });

  it("refuses what the last commit brings, as it would in the folder", async () => {
    await mkdir(path.join(bench.folder, ".opencode/plugin"), { recursive: true });
    await writeFile(path.join(bench.folder, ".opencode/plugin/a.js"), "");
    git("add", ".opencode");
    git("commit", "-q", "-m", "a plugin");
    git("rm", "-rq", "--cached", ".opencode");
    execFileSync("rm", ["-r", path.join(bench.folder, ".opencode")]);

    const outcome = await bench.run("opencode", "good", worktree);

    expect(outcome).toMatchObject({ status: "error:folder_not_allowed", untouched: true });
    expect(await readdir(worktrees)).toEqual([]);
  });

  it("calls the owner's folder untrusted as well, whose trust counts for its worktrees", async () => {
    await bench.run("codex", "good", worktree);

    const { parameters } = await bench.record();
    const projects = parameters.find((one) => one.startsWith("projects="));
    expect(projects).toContain(`${JSON.stringify(bench.folder)}={trust_level="untrusted"}`);
    expect(projects).toContain(JSON.stringify(path.join(worktrees, bench.lastRunId())));
  });

  it("settles the worktree when nobody can take note of the process", async () => {
    const running = bench.run("claude", "good", {
      ...worktree,
      onProcess: () => {
        throw new Error("the disk is full");
      },
    });

    await expect(running).rejects.toThrow("the disk is full");
    expect(await readdir(worktrees)).toEqual([]);
  });
});
