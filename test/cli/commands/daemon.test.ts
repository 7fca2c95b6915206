// The commands that talk to a daemon, on a stand-in of its admin listener: what is asked, how answers
// and errors read, and reconnecting. The real daemon is in test/cli/launcher.test.ts.

import { rm, writeFile } from "node:fs/promises";
import { describe, expect, it, onTestFinished } from "vitest";
import type { NewDelivery } from "../../../src/core/records/new-delivery.ts";
import type { DeliveryId, HookId, RunId } from "../../../src/core/records/ids.ts";
import { openLedger } from "../../../src/ledger/open.ts";
import { ensureHome } from "../../../src/settings/home.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { startFakeAdmin, type FakeAdmin } from "../fake-admin.ts";
import { createCli, goodHook, type Cli } from "../harness.ts";

const RUN = {
  id: `run_${"0".repeat(26)}`,
  delivery_id: `dlv_${"0".repeat(26)}`,
  hook_id: "site",
  state: "done",
  status: "success",
  reason: null,
  agent: "claude",
  started_at: 1000,
  ended_at: 27_000,
  cost_usd: 0.1,
  answer: "It is the parser.\n\u001B[2JBye.",
};
const DELIVERY = {
  id: RUN.delivery_id,
  hook_id: "site",
  event: "issues.opened",
  entity: "octo/site#1",
  state: "queued",
  status: null,
  reason: null,
  attempts: 0,
};

/** What the first request asked to be sent to a hook. */
function sentRequest(admin: FakeAdmin): { base64: string; headers: unknown } {
  const body = (admin.asked[0]?.body ?? {}) as Record<string, unknown>;
  return { base64: String(body["body_base64"]), headers: body["headers"] };
}

/** Runs `tail` until its output has some words. */
async function tailUntil(cli: Cli, words: string, flags: readonly string[] = []) {
  const stop = new AbortController();
  return cli.run(["tail", ...flags], {
    stopSignal: stop.signal,
    onOutput: (text) => text.includes(words) && stop.abort(),
  });
}

describe("without a daemon", () => {
  it.each([
    [["send", "site"]],
    [["tail"]],
    [["stop"]],
    [["delivery", "replay", "0000"]],
    [["delivery", "discard", "0000"]],
    [["delivery", "approve", "0000"]],
    [["delivery", "release", "--all", "--yes"]],
    [["pause", "site"]],
    [["resume", "site"]],
    [["budget", "raise", "site"]],
    [["run", "stop", "0000"]],
  ])("%j ends with exit code 4 and says how to start one", async (argv) => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site"));

    const result = await cli.run(argv);

    expect(result.code).toBe(4);
    expect(result.stderr).toContain("start it with: wakehook start");
  });

  it.each([
    ["a dead process", { pid: 2 ** 22 + 1, admin_address: { host: "127.0.0.1", port: 1 } }],
    ["a closed port", { pid: process.pid, admin_address: { host: "127.0.0.1", port: 1 } }],
    ["a torn file", '{"pid": 1'],
    ["no address", { pid: process.pid }],
  ])("%s in daemon.json counts as none", async (_, content) => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site"));
    const text = typeof content === "string" ? content : JSON.stringify(content);
    await writeFile(cli.paths.daemonFile, text);
    await writeFile(cli.paths.adminTokenFile, "t", { mode: 0o600 });

    expect(await cli.run(["send", "site", "--json"])).toMatchObject({ code: 4 });
  });
});

describe("send", () => {
  it("sends the sample of the hook's sender with the admin token", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site", { source: "github", secret: "s", events: ["push"] }));
    const answer = { accepted: true, hook_id: "site", delivery_id: DELIVERY.id };
    const admin = await startFakeAdmin(cli.paths, {
      "POST /hooks/site/send": { json: { status: 202, answer } },
    });

    const sent = await cli.run(["send", "site"]);

    expect(sent).toMatchObject({ code: 0, stdout: `site answered 202: ${DELIVERY.id}\n` });
    expect(admin.asked[0]?.token).toBe("Bearer the-admin-token");
    const { base64, headers } = sentRequest(admin);
    expect(headers).toMatchObject({ "x-github-event": "push", "content-type": "application/json" });
    expect(JSON.parse(Buffer.from(base64, "base64").toString())).toMatchObject({
      ref: "refs/heads/main",
    });
  });

  it("sends a given body, event and header as they are", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site", { source: "github", secret: "s" }));
    const admin = await startFakeAdmin(cli.paths, {
      "POST /hooks/site/send": { json: { status: 200, answer: { ok: true } } },
    });

    await cli.run(
      ["send", "site", "--file", "-", "--event", "issues.labeled", "--header", "X-Extra: a: b"],
      { stdin: "raw\0bytes" },
    );

    const { base64, headers } = sentRequest(admin);
    expect(Buffer.from(base64, "base64").toString()).toBe("raw\0bytes");
    expect(headers).toMatchObject({ "x-github-event": "issues", "x-extra": "a: b" });
  });

  it("ends with exit code 6 where the chain refuses, and says its word", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site"));
    await startFakeAdmin(cli.paths, {
      "POST /hooks/site/send": { json: { status: 403, answer: { error: "hook_disabled" } } },
    });

    const sent = await cli.run(["send", "site"]);

    expect(sent).toMatchObject({ code: 6, stdout: "site answered 403: hook_disabled\n" });
  });

  it.each([
    [["sit"], 5, "did you mean site?"],
    [["site", "--file", "a", "--data", "b"], 2, "both given"],
    [["site", "--header", "nonsense"], 2, "is no header"],
  ])("refuses %j with exit code %d", async (words, code, message) => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site"));

    const sent = await cli.run(["send", ...words]);

    expect(sent.code).toBe(code);
    expect(sent.stderr).toContain(message);
  });

  it("keeps the code, words and hint of the daemon's error", async () => {
    const cli = await createCli();
    await cli.putHooks(goodHook("site"));
    const error = { error: "queue_full", message: "10000 deliveries wait", hint: "wait" };
    await startFakeAdmin(cli.paths, { "POST /hooks/site/send": { status: 503, json: error } });

    const sent = await cli.run(["send", "site", "--json"]);

    expect(sent.code).toBe(6);
    expect(sent.json()).toEqual(error);
  });
});

describe("tail", () => {
  it("shows arrivals, refusals, duplicates and runs with the answer, defused", async () => {
    const cli = await createCli();
    const admin = await startFakeAdmin(cli.paths, {});
    const watching = tailUntil(cli, "Bye.");
    await admin.watched(1);

    admin.emit("1", { type: "delivery", at: 0, delivery: DELIVERY });
    admin.emit("2", {
      type: "refused",
      at: 0,
      hook_id: "nope",
      code: "hook_not_found",
      reason: "no hook of this id",
      remote_address: "10.0.0.1",
    });
    admin.emit("3", { type: "duplicate", at: 0, hook_id: "site", delivery_id: DELIVERY.id });
    admin.emit("4", { type: "run", at: 0, run: { ...RUN, state: "running", status: null } });
    admin.emit("5", {
      type: "delivery",
      at: 0,
      delivery: { ...DELIVERY, state: "done", attempts: 1 },
    });
    admin.emit("6", { type: "run", at: 0, run: RUN });
    const tail = await watching;

    expect(tail.code).toBe(0);
    expect(tail.stdout).toContain(`site  issues.opened octo/site#1  ${DELIVERY.id}  accepted`);
    expect(tail.stdout).toContain(
      "nope  refused: hook_not_found: no hook of this id (from 10.0.0.1)",
    );
    expect(tail.stdout).toContain(`repeat of ${DELIVERY.id}`);
    expect(tail.stdout).toContain("run started (claude)");
    expect(tail.stdout).toContain("site  success  after 26 s  $0.1000");
    expect(tail.stdout).toContain("    It is the parser.\n    \\x1b[2JBye.");
    expect(tail.stdout.trimEnd().split("\n")).toHaveLength(7);
  });

  it("goes on by itself when the daemon comes back elsewhere, from where it was", async () => {
    const cli = await createCli();
    const first = await startFakeAdmin(cli.paths, {});
    const stop = new AbortController();
    const seen = Promise.withResolvers<void>();
    const watching = cli.run(["tail", "--json", "--hook", "site"], {
      stopSignal: stop.signal,
      onOutput(text) {
        seen.resolve();
        if (text.includes("two")) stop.abort();
      },
    });
    await first.watched(1);
    first.emit("a-1", { type: "settings", at: 1, hooks: 1, problems: 0 });
    await seen.promise;
    await first.close();
    await rm(cli.paths.daemonFile);

    const second = await startFakeAdmin(cli.paths, {});
    await second.watched(1);
    second.emit("b-2", { type: "handshake", at: 2, hook_id: "site", name: "two" });
    const tail = await watching;

    expect(second.asked[0]).toMatchObject({ line: "GET /events?hook=site", lastEventId: "a-1" });
    expect(
      tail.stdout
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { type: "settings", at: 1, hooks: 1, problems: 0 },
      { type: "handshake", at: 2, hook_id: "site", name: "two" },
    ]);
    expect(tail.stderr).toContain("the daemon is gone; waiting for it");
  });

  it("reads events that come in pieces, and passes over what is none", async () => {
    const cli = await createCli();
    const admin = await startFakeAdmin(cli.paths, {});
    const watching = tailUntil(cli, "grüße");
    await admin.watched(1);

    const bytes = Buffer.from(
      ': heartbeat\n\ndata: {broken\n\nevent: x\r\nid: 9\r\ndata: {"type":"handshake","at":1,\r\ndata: "hook_id":"a","name":"grüße"}\r\n\r\n',
    );
    for (const byte of bytes) admin.streams[0]?.write(Buffer.from([byte]));
    const tail = await watching;

    expect(tail.stdout).toContain("a  grüße answered, no run");
  });
});

describe("replay, discard and run stop", () => {
  it.each([
    [["delivery", "replay"], `POST /deliveries/${DELIVERY.id}/replay`, "runs again as dlv_new"],
    [["delivery", "discard"], `POST /deliveries/${DELIVERY.id}/discard`, "is discarded"],
    [["run", "stop"], `POST /runs/${RUN.id}/stop`, "is being stopped"],
  ])("%j asks for the whole id by its start", async (words, line, said) => {
    const cli = await createCli();
    await ensureHome(cli.paths);
    const ledger = openLedger({ paths: cli.paths, clock: systemClock });
    onTestFinished(() => ledger.close());
    await ledger.accept(newDelivery(), { maxQueued: 9 });
    const ids = { id: RUN.id as RunId, deliveryId: DELIVERY.id as DeliveryId };
    ledger.startRun({ ...ids, mode: "wake", agent: null, startedAt: 1000 });
    const admin = await startFakeAdmin(cli.paths, { [line]: { json: { delivery_id: "dlv_new" } } });

    const result = await cli.run([...words, "0000"]);

    expect(result.code).toBe(0);
    expect(result.stdout).toContain(said);
    expect(admin.asked.map((asked) => asked.line)).toEqual([line]);
  });

  it.each([[["delivery", "replay"]], [["delivery", "discard"]], [["run", "stop"]]])(
    "%j finds nothing where there is no ledger",
    async (words) => {
      const cli = await createCli();
      await startFakeAdmin(cli.paths, {});

      expect(await cli.run([...words, "0000"])).toMatchObject({ code: 5 });
    },
  );
});

function newDelivery(): NewDelivery {
  return {
    id: DELIVERY.id as DeliveryId,
    hookId: "site" as HookId,
    source: "generic",
    origin: "sender",
    event: null,
    entity: null,
    receivedAt: 1,
    remoteAddress: "127.0.0.1",
    method: "POST",
    path: "/hooks/site",
    headers: [],
    body: Buffer.from("{}"),
    contentType: "application/json",
    priority: "medium",
    claims: [],
  };
}

describe("stop", () => {
  it("asks the daemon and says when it is still ending", async () => {
    const cli = await createCli();
    const admin = await startFakeAdmin(cli.paths, { "POST /stop": { json: {} } });
    let at = 0;
    // This process stands in for the daemon and never ends: time runs fast instead.
    const clock = {
      now: () => Date.now(),
      monotonic: () => (at += 30_000),
      setTimer: (callback: () => void) => {
        const timer = setImmediate(callback);
        return { clear: () => clearImmediate(timer) };
      },
    };

    const stopped = await cli.run(["stop"], { clock });

    expect(admin.asked[0]?.line).toBe("POST /stop");
    expect(stopped.code).toBe(6);
    expect(stopped.stderr).toContain("is still ending");
  });
});
