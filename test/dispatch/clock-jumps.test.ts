// The wall clock is put forward and back while deliveries wait and run.

import { describe, expect, it } from "vitest";
import { runningIds, startedWorld } from "./world.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("a clock that jumps", () => {
  it.each([HOUR_MS, -HOUR_MS, DAY_MS, -DAY_MS])(
    "lets nobody overtake who came first (%i ms)",
    async (jump) => {
      const world = await startedWorld({ a: {}, b: {} });
      world.putConfig({ agents: { max_concurrent_runs: 1 } });
      const before = [await world.post("a"), await world.post("a"), await world.post("b")];
      world.clock.jump(jump);
      const after = [await world.post("b"), await world.post("a")];
      const order = [];
      while (world.going.length > 0) {
        order.push(...runningIds(world));
        await world.going[0]?.end();
      }

      expect(order).toEqual([...before, ...after]);
    },
  );

  it("put back ends a burst within half a minute, and not when that time comes again", async () => {
    const world = await startedWorld({ a: { coalesce: { window_seconds: 10 } } });
    const id = await world.post("a", { entity: "octo/site#42" });
    world.clock.jump(-DAY_MS);

    await world.advance(30_000);

    expect(runningIds(world)).toEqual([id]);
  });

  it("keeps the place of what was held meanwhile", async () => {
    const world = await startedWorld({ a: { enabled: false }, b: {} });
    const held = await world.post("a");
    world.clock.jump(-DAY_MS);
    world.putConfig({ agents: { max_concurrent_runs: 1 } });
    const going = await world.post("b");
    const last = await world.post("a");
    await world.reload(() => world.putHook("a"));
    expect(runningIds(world)).toEqual([going]);
    await world.going[0]?.end();
    expect(runningIds(world)).toEqual([held]);
    await world.going[0]?.end();
    expect(runningIds(world)).toEqual([last]);
  });

  it("blows no fuse for runs of a time that has not come", async () => {
    const world = await startedWorld({ a: { fuse: { runs: 2, within_seconds: 600 } } });
    for (let run = 0; run < 2; run++) {
      await world.post("a", { entity: "x" });
      await world.going[0]?.end();
    }
    world.clock.jump(-DAY_MS);

    await world.post("a", { entity: "x" });
    expect(world.going).toHaveLength(1);
    await world.going[0]?.end();
    await world.post("a", { entity: "x" });
    await world.going[0]?.end();
    const over = await world.post("a", { entity: "x" });
    expect(world.get(over).status).toBe("held:paused");
  });

  it("ends no run before it has begun", async () => {
    const world = await startedWorld({ a: {} });
    const id = await world.post("a");
    world.clock.jump(-DAY_MS);
    await world.going[0]?.end();

    const [run] = world.ledger.runs({ deliveryId: id });
    expect(run?.endedAt).toBeGreaterThanOrEqual(run?.startedAt ?? Infinity);
  });
});
