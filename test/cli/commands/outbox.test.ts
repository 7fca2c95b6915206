import { describe, expect, it, onTestFinished } from "vitest";
import { openLedger } from "../../../src/ledger/open.ts";
import { ensureHome } from "../../../src/settings/home.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { TRIED } from "../../ledger/temp-ledger.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { createCli } from "../harness.ts";

const NOTICE = JSON.stringify({ notice: "agent", title: "Claude", text: "again", hook_id: null });

/** A home whose outbox has an event that failed, one that waits, and a notice. */
async function withOutbox() {
  const cli = await createCli();
  await ensureHome(cli.paths);
  const ledger = openLedger({ paths: cli.paths, clock: systemClock });
  onTestFinished(() => ledger.close());
  ledger.notify("a", [
    { sink: "subscription:ci", event: "run.failed", payload: '{"event":"run.failed"}' },
    { sink: "subscription:ci", event: "run.started", payload: '{"event":"run.started"}' },
    { sink: "log", payload: NOTICE },
  ]);
  const error = "HTTP 404: \u001b[31mgone";
  ledger.reportFailed(1, { ...TRIED, httpStatus: 404, error, nextAt: null });
  return { cli, ledger };
}

describe("wakehook outbox list", () => {
  it("shows what leaves, newest first, and how much waits for whom", async () => {
    const { cli } = await withOutbox();

    const shown = await cli.run(["outbox", "list"]);

    const [, ...rows] = shown.stdout.trimEnd().split("\n");
    expect(rows.map((row) => row.split(/\s{2,}/).slice(0, 3))).toEqual([
      ["3", "log", "notice"],
      ["2", "subscription:ci", "run.started"],
      ["1", "subscription:ci", "run.failed"],
    ]);
    expect(shown.stdout).toContain("failed: HTTP 404: \\x1b[31mgone");
    expect(shown.stderr).toContain("1 wait for subscription:ci");
  });

  it.each([
    [["--state", "failed"], [1]],
    [
      ["--sink", "subscription:ci"],
      [2, 1],
    ],
    [["--event", "run.started"], [2]],
    [["--limit", "1", "--before", "3"], [2]],
  ])("with %j lists %j", async (options, numbers) => {
    const { cli } = await withOutbox();

    const { messages } = (await cli.run(["outbox", "list", "--json", ...options])).json() as {
      messages: Array<{ id: number }>;
    };

    expect(messages.map(({ id }) => id)).toEqual(numbers);
  });

  it("says that nothing leaves where no daemon ever ran", async () => {
    const cli = await createCli();

    expect((await cli.run(["outbox", "list"])).stdout).toBe("no messages\n");
  });

  it("refuses a state that there is none of", async () => {
    const cli = await createCli();

    expect(await cli.run(["outbox", "list", "--state", "lost"])).toMatchObject({ code: 2 });
  });
});

describe("wakehook outbox show", () => {
  it("shows a message by its number and by its id, with every try", async () => {
    const { cli, ledger } = await withOutbox();
    const id = ledger.outboxEntry(1)?.messageId ?? "";

    const byNumber = await cli.run(["outbox", "show", "1", "--json"]);
    const byId = await cli.run(["outbox", "show", id]);

    expect(byNumber.json()).toMatchObject({
      id: 1,
      message_id: id,
      state: "failed",
      payload: { event: "run.failed" },
      tries: [{ http_status: 404 }],
    });
    expect(byId.stdout).toContain("HTTP 404");
  });

  it.each([
    ["99", 5],
    ["msg_none", 5],
    ["run_1", 2],
  ])("ends with %s in exit code %i", async (typed, code) => {
    const { cli } = await withOutbox();

    expect((await cli.run(["outbox", "show", typed])).code).toBe(code);
  });
});

describe("wakehook outbox retry and discard", () => {
  it.each(["retry", "discard"] as const)("%s tells the daemon which", async (verb) => {
    const { cli, ledger } = await withOutbox();
    const id = ledger.outboxEntry(2)?.messageId ?? "";
    const admin = await startFakeAdmin(cli.paths, {
      [`POST /outbox/1/${verb}`]: { json: {} },
      [`POST /outbox/2/${verb}`]: { json: {} },
      [`POST /outbox/${verb}`]: { json: { retried: 7 } },
    });

    expect(await cli.run(["outbox", verb, "1", id])).toMatchObject({ code: 0 });
    const all = await cli.run(["outbox", verb, "--sink", "subscription:ci"]);

    expect(all.stdout).toMatch(/^7 messages for subscription:ci: /);
    expect(admin.asked.map(({ line, body }) => [line, body])).toEqual([
      [`POST /outbox/1/${verb}`, undefined],
      [`POST /outbox/2/${verb}`, undefined],
      [`POST /outbox/${verb}`, { sink: "subscription:ci" }],
    ]);
  });

  it.each([[[]], [["1", "--sink", "log"]]])("refuses %j", async (args) => {
    const { cli } = await withOutbox();

    expect(await cli.run(["outbox", "retry", ...args])).toMatchObject({ code: 2 });
  });
});
