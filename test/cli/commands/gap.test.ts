// What was missed, as the command line tells it.

import { describe, expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import { startFakeAdmin, type Answers } from "../fake-admin.ts";
import { createCli, goodHook } from "../harness.ts";
import { withLedger } from "../records.ts";

const HOUR = 3_600_000;
const SITE = "site" as HookId;

async function withGaps() {
  const { cli, ledger } = await withLedger();
  const now = Date.now();
  const { gaps } = ledger;
  const gap = { cause: "stopped", name: "", detail: null } as const;
  gaps.addGap({ ...gap, beganAt: now - 3 * HOUR, endedAt: now - 2 * HOUR });
  const detail = "the relay does not answer";
  gaps.addGap({ cause: "tunnel", name: "home", detail, beganAt: now - HOUR, endedAt: null });
  const times = { fromAt: now - 4 * HOUR, untilAt: now, createdAt: now - HOUR, nextAt: now };
  return { cli, gaps, now, repair: { hookId: SITE, askedBy: "gap", ...times } as const };
}

function item(id: string, now: number) {
  return { id, ref: id, event: "issues.opened", sentAt: now - 3 * HOUR };
}

describe("gap list", () => {
  it("says from when to when, why, and what was done about it", async () => {
    const { cli, gaps, now, repair } = await withGaps();
    const id = gaps.addRepair(repair);
    const items = [item("a", now), item("b", now), item("c", now)];
    gaps.addPage(id, { items, delivered: [], listed: 9, unwanted: 6, cursor: null });
    gaps.settleItem(id, "a", "new");
    gaps.settleItem(id, "b", "known");
    gaps.settleItem(id, "c", "lost", "GitHub no longer keeps it");
    gaps.endRepair(id, { state: "done", at: now, word: null }, []);

    const { stdout } = await cli.run(["gap", "list"]);
    const json = (await cli.run(["gap", "list", "--json"])).json();

    const [first, second, third] = stdout.split("\n");
    expect(first).toMatch(
      /^could not receive since .* \(60 min\)|\(1 h\): the tunnel was down \(home\): the relay does not answer$/,
    );
    expect(second).toMatch(/^could not receive from .* to .* \(1 h\): the daemon was stopped$/);
    expect(third).toBe("  #1 site: repaired: 3 found, 1 new, 1 known, 1 lost");
    expect(json).toMatchObject({
      gaps: [{ cause: "tunnel", name: "home", ended_at: null }, { cause: "stopped" }],
      repairs: [{ hook_id: "site", state: "done", listed: 9, counts: { new: 1, lost: 1 } }],
    });
    expect(JSON.stringify(json)).not.toContain("cursor");
  });

  it("says what is in the way of a repair, and when it is tried again", async () => {
    const { cli, gaps, now, repair } = await withGaps();
    const word = "HTTP 401 to GET https://api.github.com: the token is not valid";
    gaps.postponeRepair(gaps.addRepair(repair), { nextAt: now + HOUR, failures: 1, word });
    const byHand = gaps.addRepair({ ...repair, askedBy: "owner" });
    gaps.endRepair(byHand, { state: "given_up", at: now, word: "the hook was removed" }, []);
    const { stdout } = await cli.run(["gap", "list"]);
    expect(stdout).toMatch(/^ {2}#1 site: waits: HTTP 401 .* is not valid; next try in 59 min$/m);
    expect(stdout).toContain("by hand:\n  #2 site: not repaired: the hook was removed");
  });

  it("is empty where nothing was missed, and where no daemon ever ran", async () => {
    const { cli } = await withLedger();
    expect((await cli.run(["gap", "list"])).stdout).toBe("there was no gap\n");
    expect((await (await createCli()).run(["gap", "list"])).stdout).toBe("there was no gap\n");
  });
});

describe("gap show", () => {
  it("says of each delivery what became of it", async () => {
    const { cli, gaps, now, repair } = await withGaps();
    const id = gaps.addRepair(repair);
    const items = [item("a", now), { ...item("b\u001b[2J", now), sentAt: now }];
    gaps.addPage(id, { items, delivered: [], listed: 9, unwanted: 7, cursor: null });
    gaps.settleItem(id, "a", "lost", "GitHub no longer keeps it");
    const { stdout } = await cli.run(["gap", "show", "1"]);
    expect(stdout).toMatch(/^looked at 9 attempts since .*; 7 are not wanted by events$/m);
    expect(stdout).toMatch(/issues\.opened +a +lost: GitHub no longer keeps it$/m);
    expect(stdout).not.toContain("\u001b[2J");
    expect((await cli.run(["gap", "show", "#1", "--json"])).json()).toMatchObject({
      id: 1,
      items: [{ id: "a", state: "lost" }, { state: "waiting" }],
    });
  });

  it.each(["2", "x", "../1"])("knows no repair %s", async (typed) => {
    const { cli } = await withGaps();
    expect((await cli.run(["gap", "show", typed])).code).toBe(5);
  });
});

describe("doctor", () => {
  it("tells of the last gaps, of what is stuck, and how to mend it", async () => {
    const { cli, gaps, now, repair } = await withGaps();
    gaps.postponeRepair(gaps.addRepair(repair), { nextAt: now, failures: 1, word: "HTTP 404" });
    const { findings } = (await cli.run(["doctor", "--json"])).json() as {
      findings: Array<{ check: string; level: string; message: string; hint?: string }>;
    };
    expect(findings.filter(({ check }) => check === "gaps")).toMatchObject([
      {
        level: "warning",
        message: expect.stringContaining("the tunnel was down (home)") as string,
      },
      { level: "note", message: expect.stringContaining("the daemon was stopped") as string },
      { level: "warning", message: "site: waits: HTTP 404" },
    ]);
  });

  it("is content where nothing of the last day was missed", async () => {
    const { cli, ledger } = await withLedger();
    const now = Date.now();
    const gap = { cause: "stopped", name: "", detail: null } as const;
    ledger.gaps.addGap({ ...gap, beganAt: now - 5000, endedAt: now });
    ledger.gaps.addGap({ ...gap, beganAt: now - 60 * HOUR, endedAt: now - 50 * HOUR });
    const { findings } = (await cli.run(["doctor", "--json"])).json() as {
      findings: Array<{ check: string; message: string }>;
    };
    expect(findings.filter(({ check }) => check === "gaps")).toMatchObject([
      { level: "ok", message: "nothing of the last day was missed" },
    ]);
  });
});

const REPAIR = {
  id: 7,
  hook_id: "site",
  state: "done",
  word: null,
  ended_at: 5,
  counts: { waiting: 0, new: 2, known: 1, delivered: 4, asked: 0, lost: 0, refused: 0 },
};

describe("repair", () => {
  async function withAdmin(answers: Record<string, unknown>) {
    const cli = await createCli();
    await cli.putHooks(goodHook("site"));
    const told = Object.entries(answers).map(([line, json]) => [line, { json }]);
    const admin = await startFakeAdmin(cli.paths, Object.fromEntries(told) as Answers);
    const bodies = () =>
      admin.asked.filter(({ line }) => line === "POST /repairs").map(({ body }) => body);
    return { cli, bodies };
  }

  it("begins one, waits for its end and says what came of it", async () => {
    const { cli, bodies } = await withAdmin({
      "POST /repairs": { ...REPAIR, ended_at: null, state: "listing" },
      "GET /repairs/7?limit=1": REPAIR,
    });
    const done = await cli.run(["repair", "site", "--since", "2d"]);
    expect(done).toMatchObject({ code: 0, stdout: "site: repaired: 3 found, 2 new, 1 known\n" });
    expect(bodies()).toEqual([{ hook_id: "site", since_seconds: 172_800 }]);
  });

  it("takes nothing in with --dry-run, and shows what would come", async () => {
    const missed = [{ id: "guid\u001b[2J", event: "issues.opened", sent_at: Date.now() - HOUR }];
    const { cli } = await withAdmin({
      "POST /repairs/preview": { listed: 9, unwanted: 7, known: 1, missed, word: null },
    });
    const { stdout } = await cli.run(["repair", "site", "--dry-run"]);
    expect(stdout).toMatch(/^site: 1 would come in \(9 listed, 7 not wanted by events, 1 known/);
    expect(stdout).toMatch(/1 h ago +issues\.opened +guid/);
    expect(stdout).not.toContain("\u001b[2J");
  });

  it("asks for every hook that has the field, and says so where none has", async () => {
    const answers = {
      "GET /hooks": { hooks: [{ id: "a" }, { id: "b" }] },
      "GET /hooks/a": { entry: {} },
      "GET /hooks/b": { entry: { repair: {} } },
      "POST /repairs": REPAIR,
      "GET /repairs/7?limit=1": { ...REPAIR, hook_id: "b" },
    };
    const { cli, bodies } = await withAdmin(answers);
    expect((await cli.run(["repair"])).stdout).toContain("b: repaired");
    expect(bodies()).toMatchObject([{ hook_id: "b" }]);
    const none = await withAdmin({ ...answers, "GET /hooks/b": { entry: {} } });
    expect(await none.cli.run(["repair"])).toMatchObject({
      code: 6,
      stderr: expect.stringContaining("no hook has the field repair") as string,
    });
  });

  it.each(["soon", "5", "0d"])("refuses --since %s", async (since) => {
    const cli = await createCli();
    expect((await cli.run(["repair", "site", "--since", since])).code).toBe(2);
  });
});
