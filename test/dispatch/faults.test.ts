// A disk that fails at any step of dispatch: nothing is lost, nothing runs twice, nothing hangs.

import { describe, expect, it } from "vitest";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { entityPauseName } from "../../src/core/admission/pause.ts";
import { recoverAll } from "../../src/dispatch/running/recovery.ts";
import type { DeliveryId, HookId } from "../../src/core/records/ids.ts";
import { aDelivery, deliveryId, LIMITS, runId, startedRun } from "../ledger/temp-ledger.ts";
import { openWorld, type World } from "./world.ts";

const SECOND_MS = 1000;

function full(): never {
  throw new WakehookError("storage_unavailable", "the disk is full");
}

/** Makes one method of the ledger fail until the returned function is called. */
function breakLedger(world: World, name: keyof LedgerPort): () => void {
  const whole = world.ledger[name];
  Object.assign(world.ledger, { [name]: full });
  return () => void Object.assign(world.ledger, { [name]: whole });
}

async function started(hooks: Record<string, Record<string, unknown>> = { a: {} }) {
  const world = openWorld();
  for (const [id, fields] of Object.entries(hooks)) world.putHook(id, fields);
  await world.dispatcher.start();
  return world;
}

describe("a disk that takes nothing", () => {
  it("while a run is to be started: nothing is started, and it is tried again", async () => {
    const world = await started();
    const mend = breakLedger(world, "startRun");
    const id = await world.post("a");
    expect(world.started).toEqual([]);
    expect(world.get(id).state).toBe("queued");
    mend();
    await world.advance(SECOND_MS);

    expect(world.started).toEqual(["a"]);
  });

  it("while a run's end is to be written: it keeps its slot until it is, and runs once", async () => {
    const world = await started();
    const id = await world.post("a");
    const next = await world.post("a");
    const mend = breakLedger(world, "finishRun");
    void world.runOf(id).end();
    for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    expect(world.dispatcher.counts()).toMatchObject({ running: 1, queued: 1 });
    mend();
    await world.advance(SECOND_MS);

    expect(world.get(id).status).toBe("success");
    expect(world.get(next).state).toBe("running");
    expect(world.started).toEqual(["a", "a"]);
  });

  it("while a process is to be noted: the run goes on", async () => {
    const world = await started();
    const id = await world.post("a");
    const mend = breakLedger(world, "setProcess");
    world.runOf(id).request.onProcess(4711, "start");
    mend();
    await world.runOf(id).end();

    expect(world.get(id).status).toBe("success");
    expect(world.logged).toContain("a run's process could not be noted");
  });

  it("while a verdict is to be written: it is written later", async () => {
    const world = await started({ a: { events: ["wanted"] } });
    const mend = breakLedger(world, "end");
    const id = await world.post("a");
    expect(world.get(id).state).toBe("queued");
    mend();
    await world.advance(SECOND_MS);

    expect(world.get(id).status).toBe("skipped:filtered");
  });

  it("while what is held is to be released: a reload throws nothing, and all go later", async () => {
    const world = await started({ busy: { dependency: "d" }, a: { dependency: "d" } });
    const busy = await world.post("busy");
    const ids = [await world.post("a"), await world.post("a")];
    await world.reload(() => world.putHook("a", { dependency: "d", enabled: false }));
    expect(world.dispatcher.counts().held).toBe(2);
    const mend = breakLedger(world, "release");
    await world.reload(() => world.putHook("a", { dependency: "d" }));
    mend();
    await world.advance(30 * SECOND_MS);
    await world.runOf(busy).end();

    expect(ids.map((id) => world.get(id).state)).toEqual(["running", "queued"]);
  });

  it("while the daemon starts: nothing runs before it is known what had run", async () => {
    const world = openWorld();
    world.putHook("a");
    const old = await world.accept("a");
    world.ledger.startRun(startedRun(1, old));
    const waiting = await world.accept("a");
    const mend = breakLedger(world, "finishRun");
    const starting = world.dispatcher.start();
    await world.settle();
    expect(world.started).toEqual([]);
    mend();
    await world.advance(SECOND_MS);
    await starting;
    await world.settle();

    expect(world.get(old)).toMatchObject({ state: "done", status: "error:interrupted" });
    expect(world.get(waiting).state).toBe("running");
  });

  it("while the daemon stops: it ends all the same, and the next start says interrupted", async () => {
    const world = await started();
    const id = await world.post("a");
    const mend = breakLedger(world, "finishRun");
    const stopped = world.dispatcher.shutdown(0);
    await world.settle();
    world.clock.advance(0);
    await stopped;
    mend();

    expect(world.get(id).state).toBe("running");
    await recoverAll(world.deps, new AbortController().signal);
    expect(world.get(id).status).toBe("error:interrupted");
  });
});

describe("a delivery that the ledger knows otherwise", () => {
  it("is left out and holds up no other", async () => {
    const shared = { dependency: "d" };
    const world = await started({ busy: shared, a: shared, b: shared, c: {} });
    const busy = await world.post("busy");
    const first = await world.post("a");
    const second = await world.post("b");
    world.ledger.end(first, "skipped:discarded", null, []);
    world.ledger.end(second, "skipped:discarded", null, []);
    await world.reload(() => world.putHook("b", { ...shared, events: ["wanted"] }));
    await world.runOf(busy).end();
    const third = await world.post("c");

    expect(world.get(third).state).toBe("running");
    expect(world.started).toEqual(["busy", "c"]);
    expect(world.dispatcher.counts()).toEqual({ running: 1, queued: 0, held: 0 });
  });
});

describe("a start", () => {
  it("ends what a dead daemon left, by its process, reports it, and runs it not again", async () => {
    const ended: unknown[] = [];
    const world = openWorld({
      endOrphan: (run, start) => Promise.resolve(ended.push([run.id, run.pid, start])),
    });
    world.putHook("a");
    const id = await world.accept("a");
    world.ledger.startRun(startedRun(1, id));
    world.ledger.setProcess(runId(1), 4711, "boot-1");
    await world.dispatcher.start();
    await world.settle();

    expect(ended).toEqual([[runId(1), 4711, "boot-1"]]);
    expect(world.get(id)).toMatchObject({ state: "done", status: "error:interrupted" });
    expect(world.ledger.reports(id)).toHaveLength(1);
    expect(world.events.map(({ type }) => type)).toContain("run");
    expect(world.started).toEqual([]);
  });

  it("writes down the end of a run that had ended, and calls it nothing else", async () => {
    const world = openWorld({ endedBefore: () => ({ status: "success", answer: "told" }) });
    world.putHook("a", { retry: { max_attempts: 3, on: ["error:interrupted"] } });
    const id = await world.accept("a");
    world.ledger.startRun(startedRun(1, id));
    await world.dispatcher.start();
    await world.settle();

    expect(world.get(id)).toMatchObject({ state: "done", status: "success" });
    expect(world.ledger.run(runId(1))).toMatchObject({ answer: "told" });
    expect(world.started).toEqual([]);
  });

  it("takes up what was queued, what was held by its reason, and what was paused", async () => {
    const world = openWorld();
    world.putHook("a", { max_concurrent: 3 });
    const [queued, disabled, paused] = [1, 2, 3].map(deliveryId) as [
      DeliveryId,
      DeliveryId,
      DeliveryId,
    ];
    for (const number of [1, 2, 3]) {
      const delivery = aDelivery(number, { hookId: "a" as HookId, entity: `site#${number}` });
      await world.ledger.accept(delivery, LIMITS);
    }
    const wait = { reason: null, until: null, expiresAt: null };
    world.ledger.hold(disabled, { status: "held:disabled", ...wait });
    world.ledger.hold(paused, { status: "held:paused", ...wait });
    world.ledger.pause({
      kind: "entity",
      name: entityPauseName("a", "site#3"),
      cause: "fuse",
      since: 0,
      until: null,
      reason: "too many runs",
      strikes: 1,
    });
    await world.dispatcher.start();
    await world.settle();

    expect(world.get(queued).state).toBe("running");
    expect(world.get(disabled).state).toBe("running");
    expect(world.get(paused).status).toBe("held:paused");
  });
});
