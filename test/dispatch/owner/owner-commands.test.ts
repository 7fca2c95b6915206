import { describe, expect, it } from "vitest";
import { WakehookError } from "../../../src/core/records/errors.ts";
import type { DeliveryId } from "../../../src/core/records/ids.ts";
import { openWorld, runningIds, startedWorld } from "../world.ts";

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

  it("replay for reading only narrows what its run may do", async () => {
    const world = await startedWorld({ a: { permission: "edit", allowed_tools: ["Bash"] } });
    const old = await world.post("a");
    await world.runOf(old).end();

    const copy = await world.dispatcher.replay(old, { permission: "read_only" });
    await world.settle();

    expect(world.get(copy).permission).toBe("read_only");
    const { hook } = world.runOf(copy).request;
    expect(hook).toMatchObject({ permission: "read_only", allowedTools: [] });
  });

  it("replay for reading only is refused where no agent of wakehook's own would read", async () => {
    const world = await startedWorld({ a: { mode: "command", command: ["true"] } });
    world.putConfig({ features: { commands: true } });
    const old = await world.post("a");

    await expect(world.dispatcher.replay(old, { permission: "read_only" })).rejects.toThrow(
      /mode command of a has no rights to narrow/,
    );
    expect(world.ledger.deliveries({ limit: 9 })).toHaveLength(1);
  });

  it("approve for reading only is refused there too, and what waits goes on waiting", async () => {
    const world = await startedWorld({ a: { mode: "notify", approval: "always" } });
    const id = await world.post("a");

    expect(() => world.dispatcher.approve(id, "read_only")).toThrow(/has no rights to narrow/);

    expect(world.get(id).status).toBe("held:approval");
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

    await world.dispatcher.release(second);
    await world.settle();

    expect(runningIds(world)).toEqual([first, second, third]);
    await expect(world.dispatcher.release(first)).rejects.toThrow(/is not held: it is running/);
  });

  it("release of an entity with many in front leaves the others their turn, and lets each go once", async () => {
    const world = await startedWorld({ a: { fuse: { runs: 1, within_seconds: 60 } } });
    const held: DeliveryId[] = [];
    for (let count = 0; count < 50; count += 1) held.push(await world.post("a", { entity: "x" }));
    let turns = 0;
    const counting = setInterval(() => (turns += 1), 0);

    await world.dispatcher.release(held[1] ?? ("" as DeliveryId));
    clearInterval(counting);

    expect(turns).toBeGreaterThan(0);
    expect(held.filter((id) => world.get(id).state === "held")).toEqual([]);
    expect(world.dispatcher.pauses()).toEqual([]);
  });

  it("count also before the start has taken up what waits", async () => {
    const before = await startedWorld({ a: { approval: "always" } });
    const id = await before.post("a");
    const { promise: orphan, resolve: orphanEnds } = Promise.withResolvers<number>();
    await before.dispatcher.shutdown(0);
    before.ledger.close();
    const { config, ...past } = before.past();
    const next = openWorld({ clearWorktrees: () => orphan.then(() => new Map()) }, past);
    for (const [hookId, loaded] of before.hooks) next.hooks.set(hookId, loaded);
    next.putConfig(config);
    const starting = next.dispatcher.start();

    next.dispatcher.approve(id, "read_only");
    expect(() => next.dispatcher.approve(id, null)).toThrow(/waits for no approval: it is queued/);
    orphanEnds(0);
    await starting;
    await next.settle();

    expect(runningIds(next)).toEqual([id]);
    expect(next.runOf(id).request.hook.permission).toBe("read_only");
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
