// What waits, why, and what would run: lists, one delivery, one run, one hook, doctor, tail.

import { describe, expect, it } from "vitest";
import type { NewHold } from "../../../src/core/ports/ledger-port.ts";
import { eventLines } from "../../../src/cli/daemon/event-lines.ts";
import { startFakeAdmin } from "../fake-admin.ts";
import { goodHook } from "../harness.ts";
import { deliveryId, newDelivery, withLedger } from "../records.ts";

const ID = deliveryId("1");
const HOUR = 3_600_000;

/** A home with a delivery that is held. */
async function withHeld(hold: Partial<NewHold> = {}) {
  const { cli, ledger } = await withLedger();
  await ledger.accept(newDelivery("1"), { maxQueued: 10 });
  ledger.hold(ID, {
    status: "held:approval",
    reason: "the hook asks before every run",
    until: null,
    expiresAt: Date.now() + 71 * HOUR,
    ...hold,
  });
  return { cli, ledger };
}

const BUDGET = {
  status: "held:budget",
  reason: "over runs_per_day: 2 of 2 runs today",
  until: Date.now() + 3 * HOUR,
  expiresAt: null,
} as const;

describe("delivery list --held", () => {
  it("says of each why, since when, until when, and what its owner can do", async () => {
    const { cli, ledger } = await withHeld(BUDGET);
    await ledger.accept(newDelivery("2"), { maxQueued: 10 });

    const listed = await cli.run(["delivery", "list", "--held"]);
    const json = (await cli.run(["delivery", "list", "--held", "--json"])).json();

    expect(listed.stdout).toMatch(
      /^dlv_0+1 +site +octo\/site#1 +held:budget +\d+ (ms|s) +[\d:-]+/m,
    );
    expect(listed.stdout).toContain(
      "    the budget of its hook is used up (over runs_per_day: 2 of 2 runs today); it goes on by itself in 3 h",
    );
    expect(listed.stdout).not.toContain(deliveryId("2"));
    expect(json).toMatchObject({
      deliveries: [{ id: ID, explanation: expect.stringContaining("wakehook budget raise site") }],
    });
  });

  it("is empty where nothing is held, and goes with no other state", async () => {
    const { cli } = await withLedger();

    expect((await cli.run(["delivery", "list", "--held"])).stdout).toBe("nothing is held\n");
    expect(await cli.run(["delivery", "list", "--held", "--state", "done"])).toMatchObject({
      code: 2,
    });
  });
});

describe("delivery list --tasks", () => {
  const task = { title: "A button\u001B[2J", description: "It does nothing.", tags: ["bug", "ui"] };

  it("says what is to be done, how urgent it is, and where it stands", async () => {
    const { cli, ledger } = await withHeld();
    await ledger.accept(newDelivery("2", { task, priority: "high" }), { maxQueued: 10 });
    await ledger.accept(newDelivery("3", { task }), { maxQueued: 10 });
    ledger.end(deliveryId("3"), "skipped:discarded", null, []);

    const listed = await cli.run(["delivery", "list", "--tasks"]);
    const held = await cli.run(["delivery", "list", "--tasks", "--state", "held"]);
    const json = (await cli.run(["delivery", "list", "--tasks", "--json"])).json();

    expect(listed.stdout).toMatch(/^dlv_0+3 +site +medium +.* canceled$/m);
    expect(listed.stdout).toMatch(/^dlv_0+2 +site +high +A button\\x1b\[2J +bug, ui .* todo$/m);
    expect(listed.stdout).not.toContain(ID);
    expect(held.stdout).toBe("no tasks\n");
    expect(json).toMatchObject({
      deliveries: [{ task: { ...task, state: "canceled" } }, { task: { ...task, state: "todo" } }],
    });
  });

  it("is shown by delivery show, with its description", async () => {
    const { cli, ledger } = await withHeld();
    await ledger.accept(newDelivery("2", { task }), { maxQueued: 10 });

    const shown = await cli.run(["delivery", "show", deliveryId("2")]);
    const none = await cli.run(["delivery", "show", ID, "--json"]);

    expect(shown.stdout).toMatch(
      /task +A button\\x1b\[2J\nstate +todo\npriority +medium\ntags +bug, ui\n\nIt does nothing\.\n/,
    );
    expect(none.json()).toMatchObject({ task: null });
  });
});

describe("delivery show", () => {
  const preview = {
    delivery_id: ID,
    hook_id: "site",
    mode: "cron_task",
    agent: "claude",
    model: null,
    permission: "edit",
    trust: "trust says edit for author_association=MEMBER",
    folder: "/home/me/site",
    worktree: true,
    age_ms: 7_200_000,
    last_cost_usd: 0.0123,
    prompt: "An event arrived.\n\u001B[2JLook.",
    missing: ["issue.colour"],
    problem: null,
  };

  it("of what waits for an approval shows what would run", async () => {
    const { cli } = await withHeld();
    await startFakeAdmin(cli.paths, { [`GET /deliveries/${ID}/preview`]: { json: preview } });

    const { stdout } = await cli.run(["delivery", "show", ID]);
    const json = (await cli.run(["delivery", "show", ID, "--json"])).json();

    expect(stdout).toMatch(/^why +it waits for your word \(the hook asks before every run\)/m);
    for (const words of [
      "edit (trust says edit for author_association=MEMBER)",
      "/home/me/site",
      "2 h",
      "$0.0123",
      "issue.colour",
      "    \\x1b[2JLook.",
    ])
      expect(stdout).toContain(words);
    expect(json).toMatchObject({ preview, explanation: expect.any(String) });
  });

  it("says that the daemon makes the preview where none runs, and shows the rest", async () => {
    const { cli } = await withHeld();

    const shown = await cli.run(["delivery", "show", ID]);

    expect(shown.code).toBe(0);
    expect(shown.stdout).toContain("held:approval");
    expect(shown.stderr).toMatch(/^no preview: no daemon answers .*wakehook start/);
  });

  it("asks for no preview of anything else, where it is not wanted", async () => {
    const { cli } = await withHeld(BUDGET);
    const admin = await startFakeAdmin(cli.paths, {});

    expect((await cli.run(["delivery", "show", ID])).stderr).toBe("");
    expect(admin.asked).toEqual([]);
    await cli.run(["delivery", "show", ID, "--preview"]);
    expect(admin.asked).toHaveLength(1);
  });
});

describe("hook show", () => {
  it("says what waits and why, its budget, what is paused, its fuse, and how its agents are", async () => {
    const { cli, ledger } = await withHeld(BUDGET);
    await cli.putHooks(
      goodHook("site", {
        mode: "cron_task",
        provider: ["claude", "codex"],
        budget: { runs_per_day: 2 },
      }),
    );
    const pause = { since: Date.now(), until: null, strikes: 1 };
    ledger.pause({ ...pause, kind: "hook", name: "site", cause: "owner", reason: "by you" });
    ledger.pause({ ...pause, kind: "hook", name: "other", cause: "owner", reason: "by you" });
    const reason = "Claude Code: log in";
    ledger.pause({ ...pause, kind: "provider", name: "claude", cause: "auth", reason });

    const { stdout } = await cli.run(["hook", "show", "site"]);
    const json = (await cli.run(["hook", "show", "site", "--json"])).json();

    expect(stdout).toMatch(/^1 held:budget +the budget of its hook is used up/m);
    expect(stdout).toMatch(/^budget +0 of 2 runs today, \$0\.00 today$/m);
    expect(stdout).toMatch(/^paused +the hook site is paused by you/m);
    expect(stdout).not.toContain("the hook other");
    expect(stdout).toMatch(/^fuse +5 runs on one entity within 600 s$/m);
    expect(stdout).toMatch(/^claude +the provider claude \(Claude Code\) is paused/m);
    expect(stdout).toMatch(/^codex +not paused$/m);
    expect(json).toMatchObject({
      state: {
        waiting: [{ status: "held:budget", count: 1 }],
        providers: [
          { name: "claude", paused: expect.any(String) },
          { name: "codex", paused: null },
        ],
      },
    });
  });
});

describe("hook list", () => {
  it("says which hooks are paused, by a pause of their own or of everything", async () => {
    const { cli, ledger } = await withLedger();
    await cli.putHooks(goodHook("site"), goodHook("other"));
    const pause = { since: Date.now(), until: null, strikes: 1, cause: "owner" } as const;
    ledger.pause({ ...pause, kind: "hook", name: "site", reason: "by you" });

    const some = await cli.run(["hook", "list"]);
    ledger.pause({ ...pause, kind: "all", name: "all", reason: "by you" });
    const all = (await cli.run(["hook", "list", "--json"])).json();

    expect(some.stdout).toMatch(/^site .* paused /m);
    expect(some.stdout).not.toMatch(/^other .* paused /m);
    expect(all).toMatchObject({ hooks: [{ paused: true }, { paused: true }] });
  });
});

describe("run show", () => {
  it("says why the delivery of a run that failed waits again", async () => {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1"), { maxQueued: 10 });
    const id = `run_${"1".padStart(26, "0")}` as never;
    const startedAt = Date.now();
    ledger.startRun({ id, deliveryId: ID, mode: "cron_task", agent: "claude", startedAt });
    const outcome = { status: "error:overloaded_claude" } as const;
    const reason = "attempt 1 ended in error:overloaded_claude; the next one follows";
    const again = { kind: "requeue", reason, notBefore: startedAt + HOUR } as const;
    ledger.finishRun(id, outcome, startedAt, again, []);

    expect((await cli.run(["run", "show", id])).stdout).toContain(
      `its delivery: ${reason}; attempt 2 starts in 60 min`,
    );
  });
});

describe("doctor", () => {
  it("names what is paused and what is held", async () => {
    const { cli, ledger } = await withHeld();
    const pause = { since: Date.now(), until: null, strikes: 1 };
    ledger.pause({ ...pause, kind: "all", name: "all", cause: "owner", reason: "by you" });

    const { findings } = (await cli.run(["doctor", "--json"])).json() as { findings: unknown[] };

    expect(findings).toEqual(
      expect.arrayContaining([
        expect.objectContaining({
          check: "paused",
          level: "note",
          message: expect.stringContaining("everything is paused by you"),
        }),
        expect.objectContaining({ check: "held", level: "note", message: "1 held:approval" }),
      ]),
    );
  });
});

describe("tail", () => {
  it("tells of pauses and their ends, with what a sender wrote made printable", () => {
    const out = { style: (_: string, text: string) => text };
    const pause = {
      kind: "entity",
      name: "site octo\u001B[2J#1",
      cause: "fuse",
      since: 1,
      until: null,
      reason: "it blew",
      strikes: 1,
    } as const;
    const lines = (ended: boolean) => eventLines({ type: "pause", at: 1, pause, ended }, out);

    expect(lines(false)[0]).toMatch(/entity site octo\\x1b\[2J#1 {2}paused: it blew$/);
    expect(lines(true)[0]).toMatch(/entity site octo\\x1b\[2J#1 {2}goes on$/);
  });
});
