import { describe, expect, it } from "vitest";
import { openWorld, startedWorld } from "./world.ts";

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
