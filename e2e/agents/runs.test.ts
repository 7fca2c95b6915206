// How the real programs end, against a stand-in of their model services on loopback.

import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { expect } from "vitest";
import { describeEach } from "./each-cli.ts";
import { livingOf } from "./processes.ts";

describeEach(({ cli, test, open }) => {
  test()("answers, and leaves nothing behind", async () => {
    const bench = await open();

    const outcome = await bench.run({ payload: { text: "[[say: the answer is 42]]" } });

    expect(outcome).toMatchObject({ status: "success", answer: "the answer is 42" });
    expect(outcome.sessionId).toMatch(/\w{8}/);
    expect(await readFile(path.join(bench.lastRunFolder(), "result.md"), "utf8")).toBe(
      "the answer is 42",
    );
    expect(existsSync(path.join(bench.lastRunFolder(), "tmp"))).toBe(false);
  });

  test()("writes a file in the folder where it may", async () => {
    const bench = await open();

    const outcome = await bench.run({
      hook: { permission: "edit" },
      payload: { text: cli.write(path.join(bench.folder, "made.txt")) },
    });

    expect(outcome.status).toBe("success");
    expect((await readFile(path.join(bench.folder, "made.txt"), "utf8")).trim()).toBe("hello");
  });

  test()("writes nothing where it may only read", async () => {
    const bench = await open();

    await bench.run({ payload: { text: cli.write(path.join(bench.folder, "made.txt")) } });
    await bench.run({ payload: { text: `[[shell: echo hello > ${bench.folder}/made.txt]]` } });

    expect(existsSync(path.join(bench.folder, "made.txt"))).toBe(false);
  });

  test(cli.writeTool === null && "only its shell writes")(
    "says which tool was denied outside of the folder",
    async () => {
      const bench = await open();
      const outside = path.join(bench.home, "outside.txt");

      const outcome = await bench.run({
        hook: { permission: "edit" },
        payload: { text: cli.write(outside) },
      });

      expect(outcome).toMatchObject({
        status: "error:permission_denied",
        deniedTools: [cli.writeTool],
      });
      expect(existsSync(outside)).toBe(false);
    },
  );

  test()("calls a wrong key a login that is missing", async () => {
    const bench = await open({ key: "wrong" });

    expect(await bench.run()).toMatchObject({ status: `error:auth_${cli.id}`, untouched: true });
  });

  test()("says that the model is unknown", async () => {
    const bench = await open();
    const model = cli.id === "opencode" ? "stand-in/no-such" : "no-such";

    expect(await bench.run({ hook: { model } })).toMatchObject({ status: `error:model_${cli.id}` });
  });

  test().each([
    [503, "overloaded"],
    [429, "limit"],
  ])("tells HTTP %i as %s, within seconds", async (status, kind) => {
    const bench = await open();
    const started = performance.now();

    const outcome = await bench.run({ payload: { text: `[[status: ${status}]]` } });

    // opencode does not tell the status of a service that it goes on asking, only its words.
    const told = cli.id === "opencode" ? "overloaded" : kind;
    expect(outcome).toMatchObject({ status: `error:${told}_${cli.id}`, untouched: true });
    expect(outcome.retryAt).toBeUndefined();
    expect(performance.now() - started).toBeLessThan(25_000);
  });

  test()("says when a usage limit ends, and does not wait for it", async () => {
    const bench = await open();
    const started = Date.now();

    const outcome = await bench.run({ payload: { text: "[[usage_limit: 7200]]" } });

    expect(outcome).toMatchObject({ status: `error:limit_${cli.id}`, untouched: true, answer: "" });
    // With a key, Claude Code does not print what its service said.
    if (cli.id === "claude") expect(outcome.retryAt).toBeUndefined();
    else {
      expect(outcome.retryAt).toBeGreaterThan(started + 7_130_000);
      expect(outcome.retryAt).toBeLessThan(started + 7_290_000);
    }
  });

  test()("does not call a run untouched that used a tool before its service failed", async () => {
    const bench = await open();
    const made = path.join(bench.folder, "made.txt");

    const outcome = await bench.run({
      hook: { permission: "edit" },
      payload: { text: `[[after: 529]] ${cli.write(made)}` },
    });

    expect((await readFile(made, "utf8")).trim()).toBe("hello");
    expect(outcome).toMatchObject({ status: `error:overloaded_${cli.id}`, untouched: false });
  });

  test()("is ended when it says nothing for too long", async () => {
    const bench = await open();
    const started = performance.now();

    const outcome = await bench.run({
      payload: { text: "[[hang]]" },
      agents: { hangSeconds: 6 },
    });

    expect(outcome).toMatchObject({ status: "error:hang", untouched: false });
    expect(outcome.reason).toMatch(/^nothing on its output for \d+ s/);
    expect(performance.now() - started).toBeLessThan(25_000);
    expect(await livingOf(bench.lastRunId())).toEqual([]);
  });

  test(cli.id !== "claude" && "it takes no limit of money")(
    "stops at the money that it was given",
    async () => {
      const bench = await open();
      const made = path.join(bench.folder, "made.txt");

      const outcome = await bench.run({
        hook: { permission: "edit" },
        payload: { text: cli.write(made) },
        budgetUsd: 0.0001,
      });

      expect(outcome).toMatchObject({ status: "error:budget" });
    },
  );

  test()("works in a worktree, which keeps what it made", async () => {
    const bench = await open();
    const git = (...words: string[]): string =>
      execFileSync("git", ["-c", "user.name=o", "-c", "user.email=o@example.org", ...words], {
        cwd: bench.folder,
        encoding: "utf8",
      }).trim();
    git("init", "-q");
    git("commit", "-q", "--allow-empty", "-m", "first");
    const hook = { permission: "full", accept_risk: true, worktree: true };

    const idle = await bench.run({ hook, payload: { text: "[[say: done]]" } });
    const busy = await bench.run({
      hook,
      payload: { text: "[[shell: echo hello > made.txt; git add made.txt]]" },
    });

    expect(idle).toMatchObject({ status: "success", folder: bench.folder });
    expect(idle.worktree).toBeUndefined();
    expect(busy).toMatchObject({
      status: "success",
      worktree: {
        branch: `wakehook/${bench.lastRunId()}`,
        changes: "1 file changed, 1 insertion(+)",
      },
    });
    const made = await readFile(path.join(busy.worktree?.folder ?? "", "made.txt"), "utf8");
    expect(made.trim()).toBe("hello");
    expect(existsSync(path.join(bench.folder, "made.txt"))).toBe(false);
    expect(git("status", "--porcelain")).toBe("");
  });

  test()("gives up on a server that is down, within seconds", async () => {
    const bench = await open({ url: "http://127.0.0.1:9" });
    const started = performance.now();

    const outcome = await bench.run();

    expect(outcome).toMatchObject({ status: "error:unreachable" });
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  test()("is ended with all its children when a shell command takes too long", async () => {
    const bench = await open();
    const begun = path.join(bench.folder, "begun");
    const wait = "tail -f /dev/null";
    const command = `touch ${begun}; (${wait} & setsid ${wait} & setsid -f ${wait}; ${wait})`;

    const outcome = await bench.run({
      hook: { permission: "full", accept_risk: true, timeout_seconds: 8 },
      payload: { text: `[[shell: ${command}]]` },
    });

    expect(existsSync(begun)).toBe(true);
    expect(outcome.status).toBe("error:timeout");
    expect(await livingOf(bench.lastRunId())).toEqual([]);
  });

  test()("tells its version, and what it knows of its login", async () => {
    const bench = await open();

    const found = await bench.probe();

    expect(found).toMatchObject({ found: true, version: expect.stringMatching(/^\d+\.\d+\.\d+$/) });
    const withKey = { claude: true, gemini: true, codex: false, opencode: "unknown" };
    expect(found.loggedIn).toBe(withKey[cli.id as keyof typeof withKey]);
  });
});
