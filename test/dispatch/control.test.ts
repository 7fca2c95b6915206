// The owner in control: budgets, approvals, trust, pauses, retries, agents that fail.

import { describe, expect, it } from "vitest";
import type { RunOutcome } from "../../src/core/records/run.ts";
import type { DeliveryId, RunId } from "../../src/core/records/ids.ts";
import { nextWorld, runningIds, startedWorld, type World } from "./world.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const SITE = { entity: "octo/site#42" };

/** Posts, and ends the run that follows. */
async function runOnce(
  world: World,
  outcome: RunOutcome = { status: "success" },
): Promise<DeliveryId> {
  const id = await world.post("a");
  await world.runOf(id).end(outcome);
  return id;
}

describe("a budget", () => {
  it("in runs a day holds what is over it, tells once, and frees at midnight of the owner's zone", async () => {
    const world = await startedWorld({ a: { budget: { runs_per_day: 2 } } });
    await world.at("2026-11-21T10:00:00Z");
    await runOnce(world);
    await runOnce(world);
    const third = await world.post("a");
    const fourth = await world.post("a");

    expect(world.get(third)).toMatchObject({
      status: "held:budget",
      reason: "over runs_per_day: 2 of 2 runs today",
      heldUntil: Date.parse("2026-11-22T00:00:00Z"),
    });
    expect(world.notices()).toMatchObject([{ notice: "budget", hook_id: "a" }]);
    await world.at("2026-11-22T00:00:30Z");

    expect(runningIds(world)).toEqual([third]);
    await world.runOf(third).end();
    expect(runningIds(world)).toEqual([fourth]);
  });

  it("in dollars tells each run what is left, and holds when nothing is", async () => {
    const world = await startedWorld({ a: { budget: { usd_per_day: 1 } } });
    const first = await world.post("a");
    expect(world.runOf(first).request.budgetUsd).toBe(1);
    await world.runOf(first).end({ status: "success", costUsd: 0.75 });
    const second = await world.post("a");
    expect(world.runOf(second).request.budgetUsd).toBeCloseTo(0.25);
    await world.runOf(second).end({ status: "success", costUsd: 0.3 });

    expect(world.get(await world.post("a"))).toMatchObject({
      status: "held:budget",
      reason: "over usd_per_day: $1.05 of $1.00 today",
    });
  });

  it("in dollars is shared by the runs that go on at once, and no more is given out than there is", async () => {
    const world = await startedWorld({ a: { budget: { usd_per_day: 1 }, max_concurrent: 2 } });
    const [first, second] = [await world.post("a"), await world.post("a")];
    const told = () => world.going.map(({ request }) => request.budgetUsd);
    expect(told()).toEqual([0.5, 0.5]);

    await world.post("a");
    await world.runOf(first).end({ status: "success", costUsd: 0.3 });
    expect(told()).toEqual([0.5, expect.closeTo(0.2)]);

    await world.reload(() => world.putHook("a", { budget: { usd_per_day: 1 }, max_concurrent: 3 }));
    const fourth = await world.post("a");
    expect(world.get(fourth).state).toBe("queued");
    await world.runOf(second).end({ status: "success", costUsd: 0.1 });

    expect(world.runOf(fourth).request.budgetUsd).toBeCloseTo(0.2);
  });

  it("by the hour frees when its first run is an hour old", async () => {
    const world = await startedWorld({ a: { budget: { runs_per_hour: 1 } } });
    const first = await runOnce(world);
    const startedAt = world.ledger.runs({ deliveryId: first })[0]?.startedAt ?? 0;
    await world.advance(10 * MINUTE);
    const second = await world.post("a");
    expect(world.get(second)).toMatchObject({ heldUntil: startedAt + HOUR });

    await world.advance(51 * MINUTE);
    expect(runningIds(world)).toEqual([second]);
  });

  it("is raised for today by the owner's word", async () => {
    const world = await startedWorld({ a: { budget: { runs_per_day: 1 } } });
    await runOnce(world);
    const held = await world.post("a");
    world.dispatcher.raiseBudget("a" as never, { runs: 1, usd: 0 });
    await world.settle();

    expect(runningIds(world)).toEqual([held]);
  });

  it("does not stop what the owner releases, or replays", async () => {
    const world = await startedWorld({ a: { budget: { runs_per_day: 1 }, max_concurrent: 9 } });
    const first = await runOnce(world);
    const held = await world.post("a");
    await world.dispatcher.release(held);
    const replay = await world.dispatcher.replay(first);
    await world.settle();

    expect(new Set(runningIds(world))).toEqual(new Set([held, replay]));
  });
});

describe("an approval", () => {
  const ASKS = { approval: "always", approval_ttl_seconds: 3600, permission: "edit" };

  it("is waited for, told, and lets the run go with the hook's permission", async () => {
    const world = await startedWorld({ a: ASKS });
    const id = await world.post("a");
    expect(world.get(id)).toMatchObject({ status: "held:approval", state: "held" });
    expect(world.ledger.reports(id)).toHaveLength(1);

    world.dispatcher.approve(id, null);
    await world.settle();

    expect(world.runOf(id).request.hook).toMatchObject({ permission: "edit" });
  });

  it("for reading only lowers the permission, and takes away what would widen it again", async () => {
    const wide = { allowed_tools: ["Bash(git *)"], cli_parameters: ["--add-dir", "/x"] };
    const world = await startedWorld({ a: { ...ASKS, ...wide } });
    const id = await world.post("a");
    world.dispatcher.approve(id, "read_only");
    await world.settle();

    expect(world.runOf(id).request.hook).toMatchObject({
      permission: "read_only",
      allowedTools: [],
      cliParameters: [],
    });
  });

  it("stays given over a restart", async () => {
    const world = await startedWorld({ a: { ...ASKS, max_concurrent: 1 } });
    const [first, second] = [await world.post("a"), await world.post("a")];
    world.dispatcher.approve(first, null);
    world.dispatcher.approve(second, "read_only");
    await world.settle();
    expect(runningIds(world)).toEqual([first]);

    const again = await nextWorld(world, "crash");
    expect(again.runOf(second).request.hook.permission).toBe("read_only");
  });

  it("that nobody gives ends as skipped:expired, and is told", async () => {
    const world = await startedWorld({ a: ASKS });
    const id = await world.post("a");
    await world.advance(HOUR + 30 * SECOND);

    expect(world.get(id)).toMatchObject({ state: "done", status: "skipped:expired" });
    expect(world.ledger.reports(id)).toHaveLength(2);
  });

  it("is asked for where its condition is true or fails, and not where it is false", async () => {
    const world = await startedWorld({ a: { approval: "payload.x", max_concurrent: 9 } });
    world.putCondition("a", "approval", ({ payload }) => {
      const { x } = payload as { x?: boolean };
      if (x === undefined) throw new Error("no x");
      return x;
    });
    const post = (text: string): Promise<DeliveryId> =>
      world.post("a", { body: Buffer.from(text) });
    const ids = [await post('{"x":true}'), await post('{"x":false}'), await post("{}")];

    expect(ids.map((id) => world.get(id).status ?? world.get(id).state)).toEqual([
      "held:approval",
      "running",
      "held:approval",
    ]);
  });

  it("is given with approve, not with release; and approve is for nothing else", async () => {
    const world = await startedWorld({ a: ASKS, b: { enabled: false } });
    const asked = await world.post("a");
    const disabled = await world.post("b");

    await expect(world.dispatcher.release(asked)).rejects.toThrow(/waits for your approval/);
    expect(() => world.dispatcher.approve(disabled, null)).toThrow(/waits for no approval/);
    expect(await world.dispatcher.releaseAll()).toBe(1);
    expect(world.get(asked).status).toBe("held:approval");
  });
});

describe("trust", () => {
  const TRUST = {
    trust: { "user.role=OWNER": "full", "user.role=MEMBER": "edit", "user.id=7": "read_only" },
    permission: "read_only",
    max_concurrent: 9,
  };
  const by = (user: object) => ({ body: Buffer.from(JSON.stringify({ user })) });

  it("gives each author a permission of their own, and lets strangers wait for the owner", async () => {
    const world = await startedWorld({ a: TRUST });
    const owner = await world.post("a", by({ role: "OWNER" }));
    const member = await world.post("a", by({ role: "MEMBER" }));
    const seven = await world.post("a", by({ id: 7 }));
    const stranger = await world.post("a", by({ role: "NONE" }));
    const nobody = await world.post("a", { body: Buffer.from("not JSON") });

    const permissionOf = (id: DeliveryId) => world.runOf(id).request.hook.permission;
    expect([owner, member, seven].map(permissionOf)).toEqual(["full", "edit", "read_only"]);
    expect(world.get(stranger)).toMatchObject({ status: "held:approval" });
    expect(world.get(nobody)).toMatchObject({ status: "held:approval" });
  });

  it("is the stricter of the author's and the owner's word", async () => {
    const world = await startedWorld({ a: { ...TRUST, approval: "always" } });
    const owner = await world.post("a", by({ role: "OWNER" }));
    world.dispatcher.approve(owner, "read_only");
    await world.settle();

    expect(world.runOf(owner).request.hook.permission).toBe("read_only");
  });
});

describe("a pause", () => {
  it("of a hook holds what comes for it alone, and what waits goes on when it ends", async () => {
    const world = await startedWorld({ a: { max_concurrent: 9 }, b: {} });
    world.dispatcher.pause("hook", "a", null);
    const [first, second] = [await world.post("a"), await world.post("b")];
    expect(world.get(first)).toMatchObject({
      status: "held:paused",
      reason: "paused by the owner: a",
    });
    expect(runningIds(world)).toEqual([second]);

    world.dispatcher.resume("hook", "a");
    await world.settle();
    expect(runningIds(world)).toEqual([second, first]);
    expect(world.ledger.reports(first)).toEqual([]);
  });

  it("of everything ends by itself at its hour, also when the daemon was away meanwhile", async () => {
    const world = await startedWorld({ a: {} });
    world.dispatcher.pause("all", "all", world.clock.now() + HOUR);
    const id = await world.post("a");
    await world.advance(HOUR / 2);
    expect(world.get(id).status).toBe("held:paused");

    const again = await nextWorld(world);
    expect(again.going).toEqual([]);
    await again.advance(HOUR / 2);
    expect(runningIds(again)).toEqual([id]);
  });

  it("that is not there cannot be ended", async () => {
    const world = await startedWorld({ a: {} });

    expect(() => world.dispatcher.resume("hook", "a")).toThrow(/a is paused/);
  });

  it("of many that are let go at once leaves the others their turn, and lets each go once", async () => {
    const world = await startedWorld({ a: {}, b: {} });
    world.dispatcher.pause("hook", "a", null);
    const held: DeliveryId[] = [];
    for (let count = 0; count < 50; count += 1) held.push(await world.post("a"));
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);

    const [all, again] = await Promise.all([
      world.dispatcher.releaseAll(),
      world.dispatcher.releaseAll(),
    ]);
    clearInterval(counting);

    expect(all + again).toBe(50);
    expect(turns).toBeGreaterThan(0);
    expect(held.filter((id) => world.get(id).state === "held")).toEqual([]);
  });
});

describe("wakehook's own work that comes back", () => {
  /** A delivery that a run of this one caused. */
  async function causedBy(world: World, id: DeliveryId, hook = "a"): Promise<DeliveryId> {
    const causedBy = world.ledger.runs({ deliveryId: id })[0]?.id as RunId;
    return world.post(hook, { causedBy });
  }

  it("is skipped, whichever hook it comes to", async () => {
    const world = await startedWorld({ a: {}, b: {} });
    const first = await world.post("a");

    expect(world.get(await causedBy(world, first))).toMatchObject({ status: "skipped:loop" });
    expect(world.get(await causedBy(world, first, "b"))).toMatchObject({ status: "skipped:loop" });
  });

  it("goes on to the depth of a wanted chain", async () => {
    const world = await startedWorld({ a: { chain: 2, max_concurrent: 9 } });
    const first = await world.post("a");
    const second = await causedBy(world, first);
    const third = await causedBy(world, second);
    const fourth = await causedBy(world, third);

    expect(runningIds(world)).toEqual([first, second, third]);
    expect(world.get(fourth)).toMatchObject({
      status: "skipped:loop",
      reason: "one of wakehook's own runs caused it: depth 3, chain allows 2",
    });
  });

  it("stops after the fuse where two agents answer each other without a mark", async () => {
    const world = await startedWorld({
      a: { fuse: { runs: 3, within_seconds: 600 }, max_concurrent: 9 },
    });
    let rounds = 0;
    let last = await world.post("a", SITE);
    while (world.get(last).state === "running" && rounds < 50) {
      rounds += 1;
      await world.runOf(last).end();
      last = await world.post("a", SITE);
    }

    expect(rounds).toBe(3);
    expect(world.get(last).status).toBe("held:paused");
    expect(world.ledger.pauses()).toMatchObject([{ kind: "entity", cause: "fuse" }]);
    await world.post("a", SITE);
    expect(world.ledger.deliveries({}).flatMap(({ id }) => world.ledger.reports(id))).toHaveLength(
      4,
    );
  });
});

describe("a retry", () => {
  const RETRY = { retry: { max_attempts: 3, on: ["error:timeout"], backoff_seconds: 60 } };

  it("comes after a pause that doubles, and the owner is told of the last attempt only", async () => {
    const world = await startedWorld({ a: RETRY });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:timeout" });
    expect(world.get(id)).toMatchObject({ state: "queued", attempts: 1 });
    await world.advance(47 * SECOND);
    expect(world.going).toEqual([]);
    await world.advance(26 * SECOND);
    await world.runOf(id).end({ status: "error:timeout" });
    await world.advance(145 * SECOND);
    await world.runOf(id).end({ status: "error:timeout" });
    await world.advance(HOUR);

    expect(world.get(id)).toMatchObject({ state: "done", status: "error:timeout", attempts: 3 });
    expect(world.ledger.reports(id)).toHaveLength(1);
  });

  it("that was held meanwhile waits no longer than its row says", async () => {
    const world = await startedWorld({ a: RETRY });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:timeout" });
    await world.reload(() => world.putHook("a", { ...RETRY, enabled: false }));
    await world.reload(() => world.putHook("a", RETRY));

    expect(runningIds(world)).toEqual([id]);
  });

  it("is not made of another status, and not where nobody asked", async () => {
    const world = await startedWorld({ a: RETRY, b: {} });
    const [first, second] = [await world.post("a"), await world.post("b")];
    await world.runOf(first).end({ status: "error:exit_1" });
    await world.runOf(second).end({ status: "error:timeout" });

    expect(world.get(first)).toMatchObject({ state: "done", status: "error:exit_1" });
    expect(world.get(second)).toMatchObject({ state: "done", status: "error:timeout" });
  });

  it.each([
    [["error:interrupted"], "queued"],
    [undefined, "done"],
  ])("of an interrupted run is made where %s is named: %s", async (on, state) => {
    const retry = { max_attempts: 2, ...(on === undefined ? {} : { on }) };
    const world = await startedWorld({ a: { retry } });
    const id = await world.post("a");
    const again = await nextWorld(world, "crash");

    expect(again.get(id)).toMatchObject({ state, attempts: 1 });
  });
});

describe("an agent that fails", () => {
  const TASK = { mode: "cron_task", provider: "claude" };
  const LIMIT = (retryAt: number): RunOutcome => ({
    status: "error:limit_claude",
    untouched: true,
    retryAt,
  });

  it("at its limit pauses the provider until the reset, holds all, tells once, and goes on", async () => {
    const world = await startedWorld({ a: TASK, b: TASK });
    const first = await world.post("a");
    await world.runOf(first).end(LIMIT(world.clock.now() + 2 * HOUR));
    const second = await world.post("b");

    expect(world.get(first)).toMatchObject({ status: "held:agent", attempts: 1 });
    expect(world.get(second)).toMatchObject({ status: "held:agent" });
    expect(world.notices()).toMatchObject([{ notice: "agent", title: "Claude Code is paused" }]);
    await world.advance(2 * HOUR);
    await world.runOf(first).end();

    expect(world.get(first).status).toBe("success");
    expect(runningIds(world)).toEqual([second]);
    expect(world.notices()).toMatchObject([{}, { title: "Claude Code works again" }]);
  });

  it("without a login is probed, and goes on when the probe says that it works", async () => {
    let answer: "auth" | "works" = "auth";
    const world = await startedWorld({ a: TASK }, { probe: () => Promise.resolve(answer) });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:auth_claude", untouched: true });
    await world.advance(6 * MINUTE);
    expect(world.get(id).status).toBe("held:agent");

    answer = "works";
    await world.advance(6 * MINUTE);
    expect(runningIds(world)).toEqual([id]);
    expect(world.notices().map(({ title }) => title)).toEqual([
      "Claude Code is paused",
      "Claude Code works again",
    ]);
  });

  it.each([
    ["safe mode", { safe_mode: true, features: { agents: true } }],
    ["agents off", { features: { agents: false } }],
  ])("is not even asked with %s, and its pause stays", async (_, config) => {
    let asked = 0;
    const probe = (): Promise<"works"> => {
      asked += 1;
      return Promise.resolve("works");
    };
    const world = await startedWorld({ a: TASK }, { probe });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:auth_claude", untouched: true });

    world.putConfig(config);
    await world.advance(HOUR);
    expect(asked).toBe(0);
    expect(world.dispatcher.pauses()).toMatchObject([{ kind: "provider", name: "claude" }]);

    world.putConfig({ features: { agents: true } });
    await world.advance(6 * MINUTE);
    expect(asked).toBeGreaterThan(0);
    expect(world.dispatcher.pauses()).toEqual([]);
  });

  it("that cannot say whether it is logged in is tried again after half an hour", async () => {
    const world = await startedWorld({ a: TASK });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:auth_claude", untouched: true });
    await world.advance(29 * MINUTE);
    expect(world.get(id).status).toBe("held:agent");

    await world.advance(6 * MINUTE);
    expect(runningIds(world)).toEqual([id]);
  });

  it("in the middle of its work is an error: what it did is not done again by itself", async () => {
    const world = await startedWorld({ a: TASK });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:limit_claude" });

    expect(world.get(id)).toMatchObject({ state: "done", status: "error:limit_claude" });
    expect(world.get(await world.post("a")).status).toBe("held:agent");
  });

  it("leaves the work to the next of a list", async () => {
    const world = await startedWorld({ a: { ...TASK, provider: ["claude", "codex"] } });
    const first = await world.post("a");
    expect(world.runOf(first).request.hook.provider).toBe("claude");
    await world.runOf(first).end(LIMIT(world.clock.now() + HOUR));

    expect(world.runOf(first).request.hook.provider).toBe("codex");
  });

  it("that hangs once pauses nothing; twice in a row it does", async () => {
    const world = await startedWorld({ a: TASK });
    for (const expected of ["running", "held:agent"]) {
      const hung = await world.post("a");
      await world.runOf(hung).end({ status: "error:hang" });
      const next = await world.post("a");
      expect(world.get(next).status ?? world.get(next).state).toBe(expected);
      if (expected === "running") await world.runOf(next).end({ status: "error:exit_1" });
      if (expected === "running") break;
    }
    const hung = await world.post("a");
    await world.runOf(hung).end({ status: "error:hang" });

    expect(world.get(await world.post("a")).status).toBe("held:agent");
  });

  it("is left paused by its owner's word, whatever a run says", async () => {
    const world = await startedWorld({ a: { ...TASK, max_concurrent: 2 } });
    const going = await world.post("a");
    world.dispatcher.pause("provider", "claude", null);
    const waits = await world.post("a");
    await world.runOf(going).end();

    expect(world.get(waits).status).toBe("held:agent");
    world.dispatcher.resume("provider", "claude");
    await world.settle();
    expect(runningIds(world)).toEqual([waits]);
  });

  it("takes no more of one provider than its own slots", async () => {
    const world = await startedWorld({
      a: { ...TASK, max_concurrent: 9 },
      b: { ...TASK, provider: ["claude", "codex"], max_concurrent: 9 },
    });
    world.putConfig({
      features: { agents: true },
      agents: { max_concurrent_per_provider: { claude: 1 } },
    });
    const [first, second, third] = [
      await world.post("a"),
      await world.post("a"),
      await world.post("b"),
    ];

    expect(runningIds(world)).toEqual([first, third]);
    expect(world.get(second).state).toBe("queued");
    expect(world.runOf(third).request.hook.provider).toBe("codex");
  });
});
