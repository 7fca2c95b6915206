// The contract that every provider keeps, each with a program that replays its transcripts.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Config } from "../../src/core/settings/config.ts";
import { livingOf, openAgentBench, REAL_PROVIDERS, type AgentBench } from "./agent-bench.ts";

describe.each(REAL_PROVIDERS)("%s", (provider) => {
  let bench: AgentBench;
  beforeAll(async () => {
    bench = await openAgentBench();
  });
  afterEach(async () => {
    expect(await livingOf(bench.lastRunId())).toEqual([]);
    expect(existsSync(path.join(bench.root, "runs", bench.lastRunId(), "tmp"))).toBe(false);
  });
  afterAll(() => bench.close());

  it("gives the agent's words, session and turns", async () => {
    const outcome = await bench.run(provider, "good");

    expect(outcome).toMatchObject({ status: "success", answer: "all is well", agent: provider });
    expect(outcome.sessionId).toMatch(/^[\w-]{20,}$/);
    expect(outcome.turns).toBeGreaterThan(0);
    expect([outcome.tokensIn, outcome.tokensOut]).toEqual([100, 10]);
    expect(outcome.folder).toBe(bench.folder);
    const hasCost = provider === "claude" || provider === "opencode";
    expect(outcome.costUsd).toBe(hasCost ? 0.0123 : undefined);
  });

  it("hands the prompt over on standard input alone, and a small environment", async () => {
    await bench.run(provider, "good", { model: "m", effort: "low", parameters: ["--verbose"] });

    const record = await bench.record();
    expect(record.prompt).toBe("Look at this.\n");
    expect(record.folder).toBe(bench.folder);
    expect(record.parameters.join(" ")).not.toContain("Look at");
    expect(record.parameters).toContain("--verbose");
    expect(record.environment).toMatchObject({ TERM: "dumb", WAKEHOOK_RUN_ID: bench.lastRunId() });
    expect(record.environment["TMPDIR"]).toBe(
      path.join(bench.root, "runs", bench.lastRunId(), "tmp"),
    );
    expect(record.environment).not.toHaveProperty("DAEMON_SECRET");
  });

  it.each([
    ["silent", "error:bad_output", false],
    ["truncated", "error:bad_output", false],
    ["unread", "success", false],
    ["noisy", "success", false],
    ["long", "success", false],
    ["wordless", "error:no_response", false],
    ["denied", "error:permission_denied", false],
    ["half_denied", "success", false],
    ["auth", `error:auth_${provider}`, true],
    ["calm_failure", "error:exit_0", false],
    ["code", "error:exit_7", false],
    ["signal", "error:signal_SIGKILL", false],
    ["json_on_stderr", `error:overloaded_${provider}`, true],
    ["strays", "success", false],
    ["limit", `error:limit_${provider}`, true],
    // Words on standard error after it has worked may be a stranger's.
    ["deceived", "error:exit_1", false],
  ])("ends a program that is %s in %s, untouched: %s", async (behaviour, status, untouched) => {
    expect(await bench.run(provider, behaviour)).toMatchObject({ status, untouched });
  });

  it("names the tools that were denied", async () => {
    expect(await bench.run(provider, "denied")).toMatchObject({ deniedTools: ["Bash"] });
    expect(await bench.run(provider, "half_denied")).toMatchObject({ deniedTools: ["Bash"] });
  });

  it("says in the reason what standard error said, without colours", async () => {
    expect(await bench.run(provider, "code")).toMatchObject({ reason: "cannot go on" });
  });

  it("ends one that ignores SIGTERM and leaves children, with its output so far", async () => {
    const started = performance.now();

    const outcome = await bench.run(provider, "stubborn", { timeoutMs: 700 });

    expect(outcome.status).toBe("error:timeout");
    expect(performance.now() - started).toBeLessThan(3000);
    const output = path.join(bench.root, "runs", bench.lastRunId(), "stdout.log");
    expect(await readFile(output, "utf8")).toBe("working\n");
  });

  it("ends one that waits for a login", async () => {
    const outcome = await bench.run(provider, "login", { timeoutMs: 300 });

    expect(outcome.status).toBe("error:timeout");
  });

  it("gives up on one that goes on asking a server in vain", async () => {
    const outcome = await bench.run(provider, "retrying");

    expect(outcome.status).toBe(`error:overloaded_${provider}`);
    expect(outcome.reason).toContain("went on asking");
  });

  it("gives up at once on one that means to wait for two hours, and says until when", async () => {
    const now = Date.now();

    const outcome = await bench.run(provider, "long_wait");

    expect(outcome).toMatchObject({ status: `error:limit_${provider}`, untouched: true });
    expect((outcome.retryAt ?? 0) - now).toBeGreaterThan(7_190_000);
    expect((outcome.retryAt ?? 0) - now).toBeLessThan(7_230_000);
  });

  it("says when a usage limit ends, and whether anything was done before", async () => {
    const now = Date.now();

    const [early, late] = [
      await bench.run(provider, "limit"),
      await bench.run(provider, "limit_late"),
    ];

    expect(early).toMatchObject({ status: `error:limit_${provider}`, untouched: true, answer: "" });
    expect((early.retryAt ?? 0) - now).toBeGreaterThan(7_190_000);
    expect(late).toMatchObject({ status: `error:limit_${provider}`, untouched: false });
  });

  it("ends one that is silent for too long", async () => {
    const agents = Config.parse({
      agents: { hang_seconds: 0.5, environment: ["FAKE_BEHAVIOUR"] },
    }).agents;

    const outcome = await bench.run(provider, "stubborn", { agents });

    expect(outcome).toMatchObject({ status: "error:hang", untouched: false });
    expect(outcome.reason).toMatch(/^nothing on its output for \d+ s /);
  });

  it.each([
    ["stopped", "error:stopped"],
    ["shutdown", "error:interrupted"],
  ])("tells a run that was %s as %s", async (cause, status) => {
    const stop = new AbortController();

    const outcome = await bench.run(provider, "login", {
      signal: stop.signal,
      onProcess: () => stop.abort(cause),
    });

    expect(outcome.status).toBe(status);
  });

  it("says that the program is missing", async () => {
    const agents = Config.parse({ agents: { path: bench.folder } }).agents;

    const outcome = await bench.run(provider, "good", { agents });

    expect(outcome.status).toBe(`error:cli_not_found_${provider}`);
    expect(outcome.reason).toContain(bench.folder);
    expect(outcome.untouched).toBe(true);
  });
});
