import { appendFile, mkdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import type { HookId, RunId } from "../../../src/core/records/ids.ts";
import type { LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import { createCli, goodHook } from "../harness.ts";
import { deliveryId, newDelivery, RECEIVED_AT, withLedger } from "../records.ts";

function runId(end: string): RunId {
  return `run_${end.padStart(26, "0")}` as RunId;
}

async function acceptAndRun(ledger: LedgerPort, end: string): Promise<RunId> {
  await ledger.accept(newDelivery(end), { maxQueued: 100 });
  const id = runId(end);
  ledger.startRun({
    id,
    deliveryId: deliveryId(end),
    mode: "cron_task",
    agent: "claude",
    startedAt: RECEIVED_AT + 1000,
  });
  return id;
}

function finish(ledger: LedgerPort, id: RunId, answer: string): void {
  const outcome = { status: "success", answer, costUsd: 0.0123, turns: 3, exitCode: 0 } as const;
  ledger.finishRun(id, outcome, RECEIVED_AT + 61_000, { kind: "done" }, [
    { sink: "log", payload: '{"words":"Done."}' },
  ]);
}

describe("delivery list", () => {
  it("lists the newest first, filtered, beside a daemon that writes", async () => {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1"), { maxQueued: 100 });
    await ledger.accept(newDelivery("2", { hookId: "other" as HookId }), { maxQueued: 100 });
    await ledger.accept(newDelivery("3"), { maxQueued: 100 });

    const all = (await cli.run(["delivery", "list", "--json"])).json() as {
      deliveries: Array<{ id: string }>;
    };
    const some = await cli.run(["delivery", "list", "--hook", "site", "--limit", "1"]);
    const before = ["--before", deliveryId("3"), "--limit", "2", "--json"];
    const next = await cli.run(["delivery", "list", ...before]);

    expect(all).toMatchObject({ next_before: null });
    expect(all.deliveries.map(({ id }) => id)).toEqual(["3", "2", "1"].map(deliveryId));
    expect(some.stdout).toContain(deliveryId("3"));
    expect(some.stdout).not.toContain(deliveryId("1"));
    expect(next.json()).toMatchObject({
      deliveries: [{ id: deliveryId("2") }, { id: deliveryId("1") }],
      next_before: deliveryId("1"),
    });
  });

  it("makes visible what a sender hid in its event", async () => {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1", { event: "\u001B[2Jissues" }), { maxQueued: 100 });

    expect((await cli.run(["delivery", "list"])).stdout).toContain("\\x1b[2Jissues");
  });

  it.each([
    [["--state", "asleep"], "there is no state"],
    [["--limit", "0"], "1 to 1000"],
    [["--limit", "ten"], "1 to 1000"],
    [["--hook", "No"], "cannot be the id"],
  ])("refuses %j", async (flags, words) => {
    const cli = await createCli();

    const list = await cli.run(["delivery", "list", ...flags]);

    expect(list.code).toBe(2);
    expect(list.stderr).toContain(words);
  });

  it("is empty before the first start", async () => {
    const cli = await createCli();

    expect((await cli.run(["delivery", "list"])).stdout).toBe("no deliveries\n");
    expect((await cli.run(["run", "list", "--json"])).json()).toEqual({
      runs: [],
      next_before: null,
    });
  });
});

describe("delivery show", () => {
  it("shows one from request to report, found by the start of its id", async () => {
    const { cli, ledger } = await withLedger();
    finish(ledger, await acceptAndRun(ledger, "7"), "It is the parser.");

    const shown = await cli.run(["delivery", "show", deliveryId("7").slice(4), "--headers"]);

    expect(shown.code).toBe(0);
    for (const words of ["issues.opened", "octo/site#1", "success", "x-github-event: issues"])
      expect(shown.stdout).toContain(words);
    expect(shown.stdout).toContain("report to log  waiting");
    expect(shown.stdout).toContain("It is the parser.");
  });

  it("gives runs, reports, headers and the body as JSON", async () => {
    const { cli, ledger } = await withLedger();
    finish(ledger, await acceptAndRun(ledger, "7"), "Done.");

    const shown = (await cli.run(["delivery", "show", deliveryId("7"), "--json"])).json();

    expect(shown).toMatchObject({
      id: deliveryId("7"),
      status: "success",
      runs: [{ id: runId("7"), cost_usd: 0.0123, answer: "Done." }],
      reports: [{ sink: "log", state: "waiting", payload: { words: "Done." } }],
      headers: [["x-github-event", "issues"]],
      body_base64: Buffer.from('{"issue":{"title":"A bug"}}').toString("base64"),
    });
  });

  it("prints the body's very bytes into a pipe, and makes them harmless on a terminal", async () => {
    const { cli, ledger } = await withLedger();
    const body = Buffer.from([0x7b, 0x1b, 0x5b, 0x32, 0x4a, 0x7d]);
    await ledger.accept(newDelivery("1", { body }), { maxQueued: 100 });

    const piped = await cli.run(["delivery", "show", deliveryId("1"), "--body"]);
    const seen = await cli.run(["delivery", "show", deliveryId("1"), "--body"], { terminal: true });

    expect(Buffer.from(piped.stdout)).toEqual(body);
    expect(seen.stdout).toBe("{\\x1b[2J}\n");
  });

  it.each([
    ["dlv_0000000000000000000000001", 2, "fits several"],
    ["zzzz", 5, "no delivery of the id"],
    ["../../etc", 2, "is no id"],
    ["", 2, "is no id"],
  ])("answers the id %j with exit code %d", async (typed, code, words) => {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1a"), { maxQueued: 100 });
    await ledger.accept(newDelivery("1b"), { maxQueued: 100 });

    const shown = await cli.run(["delivery", "show", typed]);

    expect(shown.code).toBe(code);
    expect(shown.stderr).toContain(words);
    if (words === "fits several") expect(shown.stderr).toContain(deliveryId("1a"));
  });
});

describe("run list and run show", () => {
  it("tell how a run ended, with its whole answer from the file", async () => {
    const { cli, ledger } = await withLedger();
    const id = await acceptAndRun(ledger, "5");
    finish(ledger, id, "The first words");
    await mkdir(path.join(cli.paths.runsFolder, id), { recursive: true });
    await writeFile(
      path.join(cli.paths.runsFolder, id, "result.md"),
      "The first words and all others",
    );

    const list = await cli.run(["run", "list", "--hook", "site"]);
    const shown = await cli.run(["run", "show", id.slice(0, 30)]);
    const json = (await cli.run(["run", "show", id, "--json"])).json();

    expect(list.stdout).toMatch(/run_0+5 +site +claude .*1 min +success/);
    for (const words of ["$0.0123", "1 min", "exit code", "The first words and all others"])
      expect(shown.stdout).toContain(words);
    expect(json).toMatchObject({ status: "success", answer: "The first words and all others" });
  });

  it("keeps the answer of the row where the file is gone", async () => {
    const { cli, ledger } = await withLedger();
    finish(ledger, await acceptAndRun(ledger, "5"), "The row's words");

    expect((await cli.run(["run", "show", runId("5")])).stdout).toContain("The row's words");
  });
});

describe("run logs", () => {
  it("follows a run's output to its very end", async () => {
    const { cli, ledger } = await withLedger();
    const id = await acceptAndRun(ledger, "6");
    const file = path.join(cli.paths.runsFolder, id, "stdout.log");
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, "first\n");

    let wrote = false;
    const logs = await cli.run(["run", "logs", id, "-f"], {
      onOutput(text) {
        if (wrote || !text.includes("first")) return;
        wrote = true;
        void appendFile(file, "last\n").then(() => finish(ledger, id, "Done."));
      },
    });

    expect(logs).toMatchObject({ code: 0, stdout: "first\nlast\n" });
  });

  it("gives JSON with --json, with -f one object for each piece", async () => {
    const { cli, ledger } = await withLedger();
    const id = await acceptAndRun(ledger, "6");
    finish(ledger, id, "Done.");
    await mkdir(path.join(cli.paths.runsFolder, id), { recursive: true });
    await writeFile(path.join(cli.paths.runsFolder, id, "stderr.log"), "one\ntwo\n");

    const words = ["run", "logs", id, "--stream", "stderr", "--json"];
    const whole = await cli.run(words);
    const pieces = await cli.run([...words, "-f"]);

    const record = { run_id: id, stream: "stderr", text: "one\ntwo\n" };
    expect(whole.json()).toEqual(record);
    expect(pieces.stdout).toBe(`${JSON.stringify(record)}\n`);
  });

  it("shows no secret in force, whatever an agent wrote", async () => {
    const { cli, ledger } = await withLedger();
    await cli.putHooks(goodHook("mine", { token: "a-token-that-an-agent-found" }));
    const id = await acceptAndRun(ledger, "7");
    const folder = path.join(cli.paths.runsFolder, id);
    await mkdir(folder, { recursive: true });
    await writeFile(
      path.join(folder, "stdout.log"),
      `${"x".repeat(70_000)}a-token-that-an-agent-found!`,
    );

    const logs = await cli.run(["run", "logs", id]);

    expect(logs.stdout).toBe(`${"x".repeat(70_000)}***!`);
  });

  it("ends when it is told to", async () => {
    const { cli, ledger } = await withLedger();
    const id = await acceptAndRun(ledger, "6");
    const stop = new AbortController();
    await mkdir(path.join(cli.paths.runsFolder, id), { recursive: true });
    await writeFile(path.join(cli.paths.runsFolder, id, "prompt.md"), "words\n");

    const logs = await cli.run(["run", "logs", id, "--stream", "prompt", "-f"], {
      stopSignal: stop.signal,
      onOutput: () => stop.abort(),
    });

    expect(logs).toMatchObject({ code: 0, stdout: "words\n" });
  });

  it.each([
    [["--stream", "stdin"], 2, "stdout, stderr, result, prompt"],
    [["--stream", "stderr"], 5, "has no stderr.log"],
  ])("refuses %j with exit code %d", async (flags, code, words) => {
    const { cli, ledger } = await withLedger();
    const id = await acceptAndRun(ledger, "6");

    const logs = await cli.run(["run", "logs", id, ...flags]);

    expect(logs.code).toBe(code);
    expect(logs.stderr).toContain(words);
  });
});
