// Real git. Whatever happens, the owner's repository is as it was.

import { chmod, mkdir, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import path from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { MadeWorktree } from "../../../src/agents/worktree/worktree.ts";
import { openWorktreeBench, type WorktreeBench } from "../worktree-bench.ts";

let bench: WorktreeBench;
beforeEach(async () => {
  bench = await openWorktreeBench();
});
afterEach(() => bench.close());

function made(worktree: MadeWorktree): Extract<MadeWorktree, { ok: true }> {
  if (!worktree.ok) throw new Error(worktree.reason);
  return worktree;
}

async function expectNothingLeft(): Promise<void> {
  expect(await readdir(bench.worktreesFolder).catch(() => [])).toEqual([]);
}

describe("makeWorktree", () => {
  it("makes a branch from the last commit, and touches nothing of the owner's", async () => {
    const before = await bench.ownersState();
    const runId = bench.newRunId();

    const { folder, note } = made(await bench.make(bench.repository, { runId }));

    expect(folder).toBe(path.join(bench.worktreesFolder, runId));
    expect(await readFile(path.join(folder, "a.txt"), "utf8")).toBe("one\n");
    expect(await readdir(folder)).not.toContain("untracked.txt");
    expect(bench.git(folder, "branch", "--show-current")).toBe(`wakehook/${runId}`);
    expect(bench.git(folder, "status", "--porcelain")).toBe("");
    expect((await stat(bench.worktreesFolder)).mode & 0o777).toBe(0o700);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
    expect(await bench.settle(note)).toBeNull();
    expect(await bench.ownersState()).toEqual(before);
    await expectNothingLeft();
  });

  it("works in the same folder where the task folder is a part of the repository", async () => {
    const { folder, note } = made(await bench.make(path.join(bench.repository, "sub")));

    expect(folder).toBe(path.join(note.top, "sub"));
    expect(await readdir(folder)).toEqual(["b.txt"]);
  });

  it("works from a worktree that the owner made", async () => {
    const own = path.join(bench.root, "own");
    bench.git(bench.repository, "worktree", "add", "-q", "-b", "topic", own);
    await writeFile(path.join(own, "c.txt"), "three\n");
    bench.git(own, "add", "c.txt");
    bench.git(own, "commit", "-q", "-m", "second");
    const before = await bench.ownersState();

    const { folder, note } = made(await bench.make(own));

    expect(await readdir(folder)).toContain("c.txt");
    expect(await bench.settle(note)).toBeNull();
    expect(await bench.ownersState()).toEqual(before);
    expect(bench.git(own, "status", "--porcelain")).toBe("");
  });

  it("runs no hook, filter or watcher that a configuration names", async () => {
    const ran = path.join(bench.root, "ran");
    const hook = path.join(bench.repository, ".git/hooks/post-checkout");
    await writeFile(hook, `#!/bin/sh\ntouch ${ran}-hook\n`);
    await chmod(hook, 0o755);
    for (const [name, value] of [
      ["core.fsmonitor", `touch ${ran}-monitor`],
      ["filter.planted.smudge", `touch ${ran}-smudge; cat`],
      ["filter.planted.clean", `touch ${ran}-clean; cat`],
      ["filter.planted.process", `touch ${ran}-process`],
      ["filter.planted.required", "true"],
    ] as const)
      bench.git(bench.repository, "config", name, value);
    await writeFile(path.join(bench.repository, ".git/info/attributes"), "* filter=planted\n");

    const { folder, note } = made(await bench.make());
    await writeFile(path.join(folder, "a.txt"), "changed\n");
    const kept = await bench.settle(note);

    expect(kept?.changes).toBe("1 file changed, 1 insertion(+), 1 deletion(-)");
    expect((await readdir(bench.root)).filter((name) => name.startsWith("ran"))).toEqual([]);
  });

  it.each([
    ["no repository", (folder: string) => folder, "not a git repository"],
    [
      "one without a commit",
      (folder: string) => {
        bench.git(folder, "init", "-q");
        return folder;
      },
      "no commit yet",
    ],
    [
      "a bare one",
      (folder: string) => {
        bench.git(folder, "init", "-q", "--bare");
        return folder;
      },
      "must be run in a work tree",
    ],
    ["git's own folder", () => path.join(bench.repository, ".git"), "must be run in a work tree"],
    [
      "a submodule",
      (folder: string) => {
        bench.git(folder, "init", "-q");
        bench.git(folder, "submodule", "--quiet", "add", bench.repository, "part");
        return path.join(folder, "part");
      },
      "it is a submodule",
    ],
  ])("refuses %s, and says so", async (_, prepare, words) => {
    const folder = path.join(bench.root, "other");
    await mkdir(folder);

    const refused = await bench.make(prepare(folder));

    expect(refused).toMatchObject({ ok: false, reason: expect.stringContaining(words) });
    await expectNothingLeft();
  });

  it("refuses where a branch has the name already, and leaves that branch alone", async () => {
    const runId = bench.newRunId();
    bench.git(bench.repository, "branch", `wakehook/${runId}`);
    const before = await bench.ownersState();

    const refused = await bench.make(bench.repository, { runId });

    expect(refused).toMatchObject({ reason: expect.stringContaining("already") });
    expect(await bench.ownersState()).toEqual(before);
    await expectNothingLeft();
  });

  it("refuses where a branch stands in the way of the name", async () => {
    bench.git(bench.repository, "branch", "wakehook");

    expect(await bench.make()).toMatchObject({ ok: false });
    await expectNothingLeft();
  });

  it("refuses a part of the repository that the last commit does not have", async () => {
    await mkdir(path.join(bench.repository, "fresh"));
    const before = await bench.ownersState();

    const refused = await bench.make(path.join(bench.repository, "fresh"));

    expect(refused).toMatchObject({ reason: expect.stringContaining("in the last commit") });
    expect(await bench.ownersState()).toEqual(before);
    await expectNothingLeft();
  });

  it("refuses a part that is a link in the last commit", async () => {
    await symlink("/etc", path.join(bench.repository, "away"));
    bench.git(bench.repository, "add", "away");
    bench.git(bench.repository, "commit", "-q", "-m", "a link");
    bench.git(bench.repository, "rm", "-q", "--cached", "away");
    const { unlink } = await import("node:fs/promises");
    await unlink(path.join(bench.repository, "away"));
    await mkdir(path.join(bench.repository, "away"));

    expect(await bench.make(path.join(bench.repository, "away"))).toMatchObject({ ok: false });
    await expectNothingLeft();
  });

  it("refuses to put a worktree into the repository itself", async () => {
    bench.git(bench.root, "init", "-q");
    await writeFile(path.join(bench.root, "x"), "");
    bench.git(bench.root, "add", "x");
    bench.git(bench.root, "commit", "-q", "-m", "all");

    expect(await bench.make(bench.root)).toMatchObject({
      reason: expect.stringContaining("lies in the repository"),
    });
  });

  it("says that there is no git, or what git said", async () => {
    const { makeWorktree } = await import("../../../src/agents/worktree/worktree.ts");
    const request = {
      runId: bench.newRunId(),
      folder: bench.repository,
      signal: new AbortController().signal,
    };
    const deps = { ...bench.deps, environment: { PATH: bench.root } };

    expect(await makeWorktree(deps, request)).toMatchObject({
      reason: expect.stringContaining("no git on the PATH"),
    });
    const failing = path.join(bench.root, "git");
    await writeFile(failing, "#!/bin/sh\necho 'fatal: No space left on device' >&2\nexit 128\n");
    await chmod(failing, 0o755);
    expect(await makeWorktree(deps, request)).toMatchObject({
      reason: expect.stringContaining("No space left on device"),
    });
  });

  it("takes back what a checkout began and could not end", async () => {
    const { makeWorktree } = await import("../../../src/agents/worktree/worktree.ts");
    const failing = path.join(bench.root, "git");
    const real = "/usr/bin/env -u PATH /usr/bin/git";
    const script = `for a in "$@"; do if [ "$a" = add ]; then ${real} "$@"; echo 'error: No space left on device' >&2; exit 128; fi; done\nexec ${real} "$@"\n`;
    await writeFile(failing, `#!/bin/sh\n${script}`);
    await chmod(failing, 0o755);
    const before = await bench.ownersState();
    const deps = { ...bench.deps, environment: { ...bench.deps.environment, PATH: bench.root } };

    const refused = await makeWorktree(deps, {
      runId: bench.newRunId(),
      folder: bench.repository,
      signal: new AbortController().signal,
    });

    expect(refused).toMatchObject({ reason: expect.stringContaining("No space left") });
    expect(await bench.ownersState()).toEqual(before);
    await expectNothingLeft();
  });

  it("ends with the run that is called off", async () => {
    const before = await bench.ownersState();

    expect(await bench.make(bench.repository, { signal: AbortSignal.abort() })).toMatchObject({
      ok: false,
    });
    expect(await bench.ownersState()).toEqual(before);
    await expectNothingLeft();
  });
});
