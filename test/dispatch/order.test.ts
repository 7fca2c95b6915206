// Who goes first: slots, priorities, locks.

import { describe, expect, it } from "vitest";
import type { DeliveryId } from "../../src/core/records/ids.ts";
import { runningIds, startedWorld } from "./world.ts";

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
