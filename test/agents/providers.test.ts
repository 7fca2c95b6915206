// The contract that every provider keeps, each with a program that replays its transcripts.

import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { Config } from "../../src/core/config.ts";
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
    ["silent", "error:bad_output"],
    ["truncated", "error:bad_output"],
    ["unread", "success"],
    ["noisy", "success"],
    ["long", "success"],
    ["wordless", "error:no_response"],
    ["denied", "error:permission_denied"],
    ["half_denied", "success"],
    ["auth", `error:auth_${provider}`],
    ["calm_failure", "error:exit_0"],
    ["code", "error:exit_7"],
    ["signal", "error:signal_SIGKILL"],
    ["json_on_stderr", `error:overloaded_${provider}`],
    ["strays", "success"],
  ])("ends a program that is %s in %s", async (behaviour, status) => {
    expect(await bench.run(provider, behaviour)).toMatchObject({ status });
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
  });
});
