import { describe, expect, it } from "vitest";
import { WakehookError } from "../../src/core/errors.ts";
import type { DeliveryId } from "../../src/core/ids.ts";
import { openWorld, type World } from "./world.ts";

async function startedWorld(hooks: Record<string, Record<string, unknown>>): Promise<World> {
  const world = openWorld();
  for (const [id, fields] of Object.entries(hooks)) world.putHook(id, fields);
  await world.dispatcher.start();
  await world.settle();
  return world;
}

const runningIds = (world: World) => world.going.map(({ request }) => request.delivery.id);

describe("slots", () => {
  it("starts as many runs of a hook as max_concurrent says, first come first served", async () => {
    const world = await startedWorld({ a: { max_concurrent: 2 } });
    const ids = [await world.post("a"), await world.post("a"), await world.post("a")];

    expect(runningIds(world)).toEqual(ids.slice(0, 2));
    expect(world.dispatcher.counts()).toEqual({ running: 2, queued: 1, held: 0 });
    await world.going[1]?.end();

    expect(runningIds(world)).toEqual([ids[0], ids[2]]);
  });

  it("starts no more runs in all than max_concurrent_runs says", async () => {
    const world = await startedWorld({ a: {}, b: {}, c: {} });
    world.putConfig({ agents: { max_concurrent_runs: 2 } });
    for (const id of ["a", "b", "c"]) await world.post(id);

    expect(world.started).toEqual(["a", "b"]);
    await world.going[0]?.end();

    expect(world.started).toEqual(["a", "b", "c"]);
  });

  it("serves hooks in the order in which their deliveries came", async () => {
    const world = await startedWorld({ a: {}, b: {}, c: {} });
    world.putConfig({ agents: { max_concurrent_runs: 1 } });
    for (const id of ["a", "a", "c", "b", "a"]) {
      await world.post(id);
      world.clock.advance(1);
    }
    while (world.going.length > 0) await world.going[0]?.end();

    expect(world.started).toEqual(["a", "a", "c", "b", "a"]);
  });

  it("lets a higher priority pass those that wait, and nobody who runs", async () => {
    const world = await startedWorld({ a: {}, b: {} });
    world.putConfig({ agents: { max_concurrent_runs: 1 } });
    const first = await world.post("a");
    const low = await world.post("a", { priority: "low" });
    const medium = await world.post("b");
    const critical = await world.post("a", { priority: "critical" });
    const order: DeliveryId[] = [];
    while (world.going.length > 0) {
      order.push(...runningIds(world));
      await world.going[0]?.end();
    }

    expect(order).toEqual([first, critical, medium, low]);
  });
});

describe("locks", () => {
  it.each([
    ["dependency", { dependency: "db" }],
    ["task folder", { task_folder: "/tasks/site" }],
  ])("run one at a time what shares a %s, first come first served", async (_, shared) => {
    const world = await startedWorld({ a: shared, b: shared, c: shared, free: {} });
    for (const id of ["a", "c", "b", "free", "c"]) {
      await world.post(id);
      world.clock.advance(1);
    }

    expect(world.started).toEqual(["a", "free"]);
    const order: string[] = [];
    for (let run = world.going[0]; run !== undefined; run = world.going[0]) {
      order.push(run.request.delivery.hookId);
      await run.end();
    }
    expect(order).toEqual(["a", "free", "c", "b", "c"]);
  });

  it("let nobody overtake who needs two locks and has waited longest", async () => {
    const world = await startedWorld({
      folder: { task_folder: "/x" },
      both: { task_folder: "/x", dependency: "d" },
      dependency: { dependency: "d" },
    });
    for (const id of ["folder", "both", "dependency"]) {
      await world.post(id);
      world.clock.advance(1);
    }

    expect(world.started).toEqual(["folder"]);
    await world.going[0]?.end();

    expect(world.started).toEqual(["folder", "both"]);
  });
});

describe("what waits is asked again", () => {
  it("about quiet hours, when its turn comes", async () => {
    const quiet = { quiet_start: "13:00", quiet_end: "14:00" };
    const world = await startedWorld({ a: quiet });
    const first = await world.post("a");
    const second = await world.post("a");
    await world.advance(90 * 60_000);
    await world.runOf(first).end();

    expect(world.get(second)).toMatchObject({ state: "done", status: "skipped:quiet_hours" });
    expect(world.started).toEqual(["a"]);
  });

  it("about quiet hours that are waited for, when they are over", async () => {
    const quiet = { quiet_start: "12:00", quiet_end: "12:10", quiet_policy: "defer" };
    const world = await startedWorld({ a: quiet });
    const id = await world.post("a");
    expect(world.get(id)).toMatchObject({ state: "held", status: "held:quiet_hours" });
    expect(world.dispatcher.counts().held).toBe(1);
    for (let step = 0; step < 21; step++) await world.advance(30_000);

    expect(world.started).toEqual(["a"]);
  });

  it("at every reload: removed, switched off and on, broken and mended", async () => {
    const world = await startedWorld({ busy: { dependency: "d" }, a: { dependency: "d" } });
    await world.post("busy");
    const id = await world.post("a");

    await world.reload(() => world.putHook("a", { dependency: "d", enabled: false }));
    expect(world.get(id).status).toBe("held:disabled");
    await world.reload(() => world.putHook("a", { dependency: "d" }, "stale"));
    expect(world.get(id).status).toBe("held:hook_invalid");
    await world.reload(() => world.putHook("a", { dependency: "d" }));
    expect(world.get(id)).toMatchObject({ state: "queued", status: null });
    await world.reload(() => world.hooks.clear());
    expect(world.get(id)).toMatchObject({ state: "done", status: "error:not_found" });
  });

  it("not held up by hundreds of others that may not run", async () => {
    const world = await startedWorld({ off: { events: ["wanted"] }, on: {} });
    const ids = await Promise.all(Array.from({ length: 300 }, () => world.accept("off")));
    await world.post("on");
    expect(world.started).toEqual(["on"]);
    for (let more = 0; more < 5; more++) await world.settle();

    expect(ids.map((id) => world.get(id).status)).toEqual(ids.map(() => "skipped:filtered"));
  });
});

describe("the owner's words", () => {
  it("replay runs the same content again, passing filters, and says of what", async () => {
    const world = await startedWorld({ a: { events: ["wanted"] } });
    const old = await world.post("a");
    expect(world.get(old).status).toBe("skipped:filtered");

    const copy = await world.dispatcher.replay(old);
    await world.settle();

    expect(world.get(copy)).toMatchObject({ replayOf: old, origin: "replay", state: "running" });
    expect(Buffer.from(world.runOf(copy).request.content.body ?? [])).toEqual(
      Buffer.from('{"number":1}'),
    );
  });

  it("discard ends what waits, and refuses what runs or is unknown", async () => {
    const world = await startedWorld({ a: {} });
    const running = await world.post("a");
    const waiting = await world.post("a");

    world.dispatcher.discard(waiting);
    expect(world.get(waiting)).toMatchObject({ state: "done", status: "skipped:discarded" });
    expect(() => world.dispatcher.discard(running)).toThrow(/does not wait: it is running/);
    expect(() => world.dispatcher.discard("dlv_x" as DeliveryId)).toThrow(WakehookError);
    await world.runOf(running).end();
    expect(world.going).toEqual([]);
  });

  it("release lets everything on a paused entity go, once, and refuses what is not held", async () => {
    const fused = { fuse: { runs: 1, within_seconds: 60 }, max_concurrent: 3 };
    const world = await startedWorld({ a: fused });
    const first = await world.post("a", { entity: "site#1" });
    const second = await world.post("a", { entity: "site#1" });
    const third = await world.post("a", { entity: "site#1" });
    expect(world.get(second).status).toBe("held:paused");
    expect(world.ledger.reports(second)).toHaveLength(1);
    expect(world.ledger.reports(third)).toEqual([]);

    world.dispatcher.release(second);
    await world.settle();

    expect(runningIds(world)).toEqual([first, second, third]);
    expect(() => world.dispatcher.release(first)).toThrow(/is not held: it is running/);
  });

  it("stop ends a run, and says so of one that does not go on", async () => {
    const world = await startedWorld({ a: {} });
    const id = await world.post("a");
    const { runId } = world.runOf(id).request;

    expect(world.dispatcher.stopRun(runId)).toBe(true);
    await world.settle();

    expect(world.get(id)).toMatchObject({
      status: "error:stopped",
      reason: "stopped by the owner",
    });
    expect(world.dispatcher.stopRun(runId)).toBe(false);
  });
});

describe("a run", () => {
  it("is told as it starts and ends, then its delivery; the report is in the same transaction", async () => {
    const world = await startedWorld({ a: {} });
    const id = await world.post("a");
    await world.runOf(id).end({ status: "error:exit_3", reason: "it said no" });

    expect(world.events.map((event) => event.type)).toEqual(["delivery", "run", "run", "delivery"]);
    expect(world.ledger.reports(id)).toMatchObject([{ sink: "log", state: "waiting" }]);
    expect(world.get(id)).toMatchObject({
      status: "error:exit_3",
      reason: "it said no",
      attempts: 1,
    });
  });

  it("ends as error:exception when its mode throws, with the words in the log only", async () => {
    const mode = {
      name: "wake" as const,
      folder: () => null,
      agent: () => null,
      run: () => Promise.reject(new Error("secret detail")),
    };
    const broken = openWorld({ modes: new Map([["wake", mode]]) });
    broken.putHook("a");
    await broken.dispatcher.start();
    const id = await broken.post("a");

    expect(broken.get(id)).toMatchObject({
      status: "error:exception",
      reason: "wakehook failed (Error); the log has the details",
    });
    expect(broken.logged).toContain("a run failed inside wakehook");
  });
});

describe("a stop", () => {
  it("starts nothing more, waits for what runs, interrupts the rest after the grace", async () => {
    const world = await startedWorld({ a: { max_concurrent: 2 } });
    const quick = await world.post("a");
    const slow = await world.post("a");
    const waiting = await world.post("a");
    const stopped = world.dispatcher.shutdown(5000);
    await world.settle();

    await world.runOf(quick).end();
    expect(world.get(waiting).state).toBe("queued");
    await world.advance(5000);
    await stopped;

    expect(world.get(quick).status).toBe("success");
    expect(world.get(slow)).toMatchObject({
      status: "error:interrupted",
      reason: "the daemon was stopped",
    });
    expect(world.get(waiting).state).toBe("queued");
  });
});
