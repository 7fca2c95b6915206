// The owner's words, on a stand-in of the admin listener: what is asked of the daemon, and how its answers read.

import { writeFile, chmod } from "node:fs/promises";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { startFakeAdmin, type Answers, type FakeAdmin } from "../fake-admin.ts";
import { answering, createCli, goodHook, type Cli } from "../harness.ts";
import { deliveryId, withLedger, newDelivery } from "../records.ts";

const HOOKS: Answers = {
  "GET /hooks": { json: { hooks: [{ id: "site" }, { id: "claude" }] } },
};
const PAUSED: Answers = {
  "POST /pauses": { status: 201, json: { kind: "hook", name: "site", until: null } },
};

async function withAdmin(answers: Answers): Promise<{ cli: Cli; admin: FakeAdmin }> {
  const cli = await createCli();
  return { cli, admin: await startFakeAdmin(cli.paths, answers) };
}

function bodyOf(admin: FakeAdmin, line: string): unknown {
  return admin.asked.find((one) => one.line === line)?.body;
}

describe("pause", () => {
  it.each([
    [["site"], { kind: "hook", name: "site" }],
    [["codex", "--for", "2h"], { kind: "provider", name: "codex", for_seconds: 7200 }],
    [["all", "--for", "30m"], { kind: "all", name: "all", for_seconds: 1800 }],
    [["provider:claude"], { kind: "provider", name: "claude" }],
  ])("%j asks the daemon for it", async (words, body) => {
    const { cli, admin } = await withAdmin({ ...HOOKS, ...PAUSED });

    const { code, stdout, stderr } = await cli.run(["pause", ...words]);

    expect(code).toBe(0);
    expect(bodyOf(admin, "POST /pauses")).toEqual(body);
    expect(stdout).toMatch(/ is paused until you say so\n$/);
    expect(stderr).toContain(`wakehook resume ${words[0]}`);
  });

  it.each([
    [["claude"], 2, "write hook:claude or provider:claude"],
    [["sitte"], 5, "did you mean site?"],
    [["site", "--for", "soon"], 2, "write 30m, 2h or 1d"],
    [["--for", "2h"], 2, "--for needs what is to be paused"],
  ])("%j pauses nothing", async (words, code, hint) => {
    const { cli, admin } = await withAdmin({ ...HOOKS, ...PAUSED });

    const result = await cli.run(["pause", ...words]);

    expect(result.code).toBe(code);
    expect(result.stderr).toContain(hint);
    expect(bodyOf(admin, "POST /pauses")).toBeUndefined();
  });

  it("alone lists what is paused, without a daemon", async () => {
    const { cli, ledger } = await withLedger();
    const since = Date.now() - 7_200_000;
    const rest = { since, until: null, strikes: 1 };
    ledger.pause({ ...rest, kind: "hook", name: "site", cause: "owner", reason: "by the owner" });
    ledger.pause({
      ...rest,
      since: since + 1,
      kind: "entity",
      name: "site octo\u001B[2J#1",
      cause: "fuse",
      reason: "it blew",
    });

    const listed = await cli.run(["pause"]);
    const json = (await cli.run(["pause", "--json"])).json();

    expect(listed.stdout).toContain(
      "the hook site is paused by you until you say so; to end it: wakehook resume site (2 h ago)",
    );
    expect(listed.stdout).toContain("octo\\x1b[2J#1 of the hook site is paused: it blew");
    expect(json).toMatchObject({
      pauses: [
        { kind: "hook", name: "site", cause: "owner", explanation: expect.any(String) },
        { kind: "entity", cause: "fuse" },
      ],
    });
    expect((await (await createCli()).run(["pause"])).stdout).toBe("nothing is paused\n");
  });
});

describe("resume", () => {
  const answers: Answers = {
    "GET /pauses": { json: { pauses: [{ kind: "provider", name: "claude" }] } },
    "POST /pauses/end": { json: { ended: true } },
  };

  it.each([
    [["claude"], { kind: "provider", name: "claude" }],
    [["all"], { kind: "all", name: "all" }],
    [["site", "--about", "octo/site#42"], { kind: "entity", name: "site octo/site#42" }],
  ])("%j asks the daemon for it", async (words, body) => {
    const { cli, admin } = await withAdmin(answers);

    expect(await cli.run(["resume", ...words])).toMatchObject({ code: 0 });
    expect(bodyOf(admin, "POST /pauses/end")).toEqual(body);
  });

  it("of what is not paused ends with exit code 5 and says where to look", async () => {
    const { cli } = await withAdmin(answers);

    const result = await cli.run(["resume", "site"]);

    expect(result).toMatchObject({ code: 5 });
    expect(result.stderr).toContain("what is: wakehook pause");
  });
});

describe("budget", () => {
  const spends = { budget: { runs_per_day: 1, usd_per_day: 2 } };

  it("shows what is spent of the limits, and what a hook without limits has cost", async () => {
    const { cli, ledger } = await withLedger();
    await cli.putHooks(goodHook("site", spends), goodHook("free"));
    await runOnce(ledger, "1", 0.5);

    const all = await cli.run(["budget"]);
    const one = (await cli.run(["budget", "site", "--json"])).json();

    expect(all.stdout).toMatch(/^site +1 +1 of 1 +\$0\.50 of \$2\.00 +- +over runs_per_day until/m);
    expect(all.stdout).toMatch(/^free +0 +0 +\$0\.00 +- +no limit$/m);
    expect(all.stderr).toContain("wakehook budget raise site");
    expect(one).toMatchObject({ budgets: [{ hook_id: "site", reached: "runs_per_day" }] });
    expect(await cli.run(["budget", "sote"])).toMatchObject({ code: 5 });
  });

  it.each([
    [[], {}],
    [["--runs", "5"], { runs: 5 }],
    [["--usd", "0.50"], { usd: 0.5 }],
  ])("raise %j asks the daemon for it", async (words, body) => {
    const { cli, admin } = await withAdmin({
      "POST /hooks/site/budget": {
        json: {
          limits: { runs_per_hour: null, runs_per_day: 1, usd_per_day: 2 },
          runs_this_hour: 1,
          runs_today: 1,
          usd_today: 0.5,
          allowance: { runs: 5, usd: 0 },
          reached: null,
          added: { runs: 5, usd: 1 },
        },
      },
    });

    const raised = await cli.run(["budget", "raise", "site", ...words]);

    expect(bodyOf(admin, "POST /hooks/site/budget")).toEqual(body);
    expect(raised.stdout).toBe(
      "site may do 5 runs and $1.00 more today: 1 of 6 runs today, $0.50 of $2.00 today\n",
    );
  });

  it.each([
    ["--usd", "-1"],
    ["--usd", "0"],
    ["--usd", "2 EUR"],
    ["--runs", "0"],
    ["--runs", "1.5"],
  ])("raise refuses %s %s", async (...words) => {
    const { cli, admin } = await withAdmin({});

    expect(await cli.run(["budget", "raise", "site", ...words])).toMatchObject({ code: 2 });
    expect(admin.asked).toEqual([]);
  });
});

describe("delivery approve and release", () => {
  const id = deliveryId("1");
  const answers: Answers = {
    [`POST /deliveries/${id}/approve`]: { json: { approved: true } },
    [`POST /deliveries/${id}/release`]: { json: { released: true } },
    "POST /deliveries/release": { json: { released: 3 } },
  };

  async function withDelivery() {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1"), { maxQueued: 10 });
    return { cli, admin: await startFakeAdmin(cli.paths, answers) };
  }

  it.each([
    [[], {}, `${id} goes on\n`],
    [["--read-only"], { permission: "read_only" }, `${id} goes on, for reading only\n`],
  ])("approve %j", async (words, body, said) => {
    const { cli, admin } = await withDelivery();

    const approved = await cli.run(["delivery", "approve", id, ...words]);

    expect(approved).toMatchObject({ code: 0, stdout: said });
    expect(admin.asked[0]?.body).toEqual(body);
  });

  it.each([
    [["--all", "--yes"], {}],
    [["--all", "--yes", "--status", "held:budget"], { status: "held:budget" }],
  ])("release %j lets many go", async (words, body) => {
    const { cli, admin } = await withDelivery();

    const released = await cli.run(["delivery", "release", ...words]);

    expect(released).toMatchObject({ code: 0, stdout: "3 deliveries go on\n" });
    expect(admin.asked[0]?.body).toEqual(body);
  });

  it("release --all is confirmed first, and undone by a no", async () => {
    const { cli, admin } = await withDelivery();
    const release = ["delivery", "release", "--all"];

    expect(await cli.run(release)).toMatchObject({ code: 2 });
    expect(await cli.run(release, { ask: answering({ everything: false }) })).toMatchObject({
      code: 6,
    });
    expect(admin.asked).toEqual([]);
    expect(await cli.run(release, { ask: answering({ everything: true }) })).toMatchObject({
      code: 0,
    });
  });

  it.each([[[]], [[id, "--all"]], [[id, "--status", "held:budget"]]])(
    "release %j is refused",
    async (words) => {
      const { cli, admin } = await withDelivery();

      expect(await cli.run(["delivery", "release", ...words])).toMatchObject({ code: 2 });
      expect(admin.asked).toEqual([]);
    },
  );
});

describe("delivery replay --read-only", () => {
  it("asks for a run that may change nothing", async () => {
    const id = deliveryId("1");
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1"), { maxQueued: 10 });
    const line = `POST /deliveries/${id}/replay`;
    const admin = await startFakeAdmin(cli.paths, { [line]: { json: { delivery_id: "dlv_new" } } });

    await cli.run(["delivery", "replay", id, "--read-only"]);
    await cli.run(["delivery", "replay", id]);

    expect(admin.asked.map(({ body }) => body)).toEqual([{ permission: "read_only" }, {}]);
  });
});

describe("delivery replay --edit", () => {
  const id = deliveryId("1");

  it("sends what the owner's editor made of the body", async () => {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1"), { maxQueued: 10 });
    const admin = await startFakeAdmin(cli.paths, {
      [`POST /deliveries/${id}/replay`]: { status: 202, json: { delivery_id: deliveryId("2") } },
    });
    const editor = path.join(cli.folder, "editor");
    await writeFile(editor, '#!/bin/sh\nsed -i "s/A bug/Another/" "$1"\n');
    await chmod(editor, 0o755);

    const replayed = await cli.run(["delivery", "replay", id, "--edit"], {
      environment: { EDITOR: editor },
    });

    expect(replayed).toMatchObject({ code: 0 });
    const sent = (admin.asked[0]?.body as { body_base64: string } | undefined)?.body_base64 ?? "";
    expect(JSON.parse(Buffer.from(sent, "base64").toString())).toEqual({
      issue: { title: "Another" },
    });
  });

  it("sends nothing where the editor fails", async () => {
    const { cli, ledger } = await withLedger();
    await ledger.accept(newDelivery("1"), { maxQueued: 10 });
    const admin = await startFakeAdmin(cli.paths, {});

    const replayed = await cli.run(["delivery", "replay", id, "--edit"], {
      environment: { EDITOR: "/nonexistent/editor" },
    });

    expect(replayed.code).toBe(6);
    expect(admin.asked).toEqual([]);
  });
});

async function runOnce(
  ledger: Awaited<ReturnType<typeof withLedger>>["ledger"],
  end: string,
  costUsd: number,
): Promise<void> {
  const receivedAt = Date.now();
  await ledger.accept(newDelivery(end, { receivedAt }), { maxQueued: 10 });
  const run = { id: `run_${end.padStart(26, "0")}` as never, deliveryId: deliveryId(end) };
  ledger.startRun({ ...run, mode: "cron_task", agent: "claude", startedAt: receivedAt });
  const outcome = { status: "success", costUsd } as const;
  ledger.finishRun(run.id, outcome, receivedAt, { kind: "done" }, []);
}
