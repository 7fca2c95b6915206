// Deliveries as things to do: who starts them, and what becomes of them meanwhile.

import { describe, expect, it } from "vitest";
import { waitingReports } from "../ledger/temp-ledger.ts";
import { nextWorld, runningIds, startedWorld } from "./world.ts";

const task = { title: "A button", description: "It does nothing.", tags: ["bug"] };
const TODO = { auto_assign: false };

describe("a task that its owner starts", () => {
  it("waits, its owner is told, and runs when it is released", async () => {
    const world = await startedWorld({ a: TODO });
    const id = await world.post("a", { task });

    expect(world.get(id)).toMatchObject({ state: "held", status: "held:todo", expiresAt: null });
    expect(
      waitingReports(world.ledger).map(({ payload }) => JSON.parse(payload) as unknown),
    ).toMatchObject([{ delivery_id: id, status: "held:todo", task: "A button" }]);
    await world.dispatcher.release(id);
    await world.settle();

    expect(runningIds(world)).toEqual([id]);
    expect(world.runOf(id).request.delivery.task).toEqual(task);
  });

  it("is still there after a crash, and after one started it stays started", async () => {
    const world = await startedWorld({ a: { ...TODO, max_concurrent: 1 }, b: {} });
    const [first, second, third] = [
      await world.post("a", { task }),
      await world.post("a", { task }),
      await world.post("a", { task }),
    ];
    await world.dispatcher.release(first);
    await world.dispatcher.release(second);
    await world.settle();
    const next = await nextWorld(world, "crash");

    expect(next.get(first)).toMatchObject({ status: "error:interrupted" });
    expect(next.get(third)).toMatchObject({ status: "held:todo" });
    expect(runningIds(next)).toEqual([second]);
  });

  it("goes on when its hook starts tasks by itself from now on", async () => {
    const world = await startedWorld({ a: TODO });
    const id = await world.post("a", { task });
    await world.reload(() => world.putHook("a", { auto_assign: true }));
    await world.advance(31_000);

    expect(runningIds(world)).toEqual([id]);
  });

  it("stays when everything is released, unless it is meant by name", async () => {
    const world = await startedWorld({ a: TODO });
    const id = await world.post("a", { task });

    expect(await world.dispatcher.releaseAll()).toBe(0);
    expect(world.get(id).status).toBe("held:todo");
    expect(await world.dispatcher.releaseAll("held:todo")).toBe(1);
    await world.settle();
    expect(runningIds(world)).toEqual([id]);
  });

  it("started at night waits for the morning, where other deliveries are skipped", async () => {
    const quiet = { quiet_start: 22, quiet_end: 7 };
    const world = await startedWorld({ a: { ...TODO, ...quiet }, b: quiet });
    await world.at("2026-11-21T23:00:00Z");
    const id = await world.post("a", { task });
    const other = await world.post("b");
    expect([world.get(id).status, world.get(other).status]).toEqual([
      "held:todo",
      "skipped:quiet_hours",
    ]);
    await world.dispatcher.release(id);
    await world.settle();
    expect(world.get(id).status).toBe("held:quiet_hours");
    await world.at("2026-11-22T07:00:30Z");

    expect(runningIds(world)).toEqual([id]);
  });

  it("is asked for its approval when it is started, and not before", async () => {
    const world = await startedWorld({ a: { ...TODO, approval: "always" } });
    const id = await world.post("a", { task });
    expect(world.get(id).status).toBe("held:todo");
    await world.dispatcher.release(id);
    await world.settle();

    expect(world.get(id).status).toBe("held:approval");
  });

  it("that was canceled never runs, and runs at once where it is replayed", async () => {
    const world = await startedWorld({ a: TODO });
    const id = await world.post("a", { task });
    world.dispatcher.discard(id);
    const replay = await world.dispatcher.replay(id);
    await world.settle();

    expect(world.get(id).status).toBe("skipped:discarded");
    expect(runningIds(world)).toEqual([replay]);
    expect(world.get(replay).task).toEqual(task);
  });
});

describe("a task that starts by itself", () => {
  it("takes the next free slot, the most urgent first", async () => {
    const world = await startedWorld({ a: { auto_assign: true } });
    const first = await world.post("a", { task, priority: "low" });
    await world.post("a", { task, priority: "low" });
    const urgent = await world.post("a", { task, priority: "critical" });
    expect(runningIds(world)).toEqual([first]);
    await world.runOf(first).end();

    expect(runningIds(world)).toEqual([urgent]);
  });
});
