// What happens in a real ledger, told to a subscription within the same transaction.

import { describe, expect, it } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import type { RunOutcome } from "../../../src/core/records/run.ts";
import type { AfterRun } from "../../../src/core/ports/ledger-port.ts";
import type { OutboundBody } from "../../../src/core/outbound/outbound-body.ts";
import {
  isOutboundEvent,
  OUTBOUND_EVENT_NAMES,
  OUTBOUND_EVENTS,
} from "../../../src/core/outbound/outbound-events.ts";
import type { Pause } from "../../../src/core/admission/pause.ts";
import { createAnnouncer } from "../../../src/report/subscriptions/announcer.ts";
import { sampleBody } from "../../../src/report/subscriptions/sample-body.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../../ledger/temp-ledger.ts";
import { loadedSubscription } from "./subscribed.ts";

const url = "http://127.0.0.1:9";
const seen = new Set<string>();

function world(events: readonly string[] = ["*"], config: Record<string, unknown> = {}) {
  const temp = tempLedger();
  let fields: Record<string, unknown> = { url, events };
  const settings = () => ({
    config: Config.parse(config),
    subscriptions: [loadedSubscription(fields)],
  });
  let snapshot = settings();
  const open = () => temp.open({ announcer: createAnnouncer(() => snapshot) });
  const ledger = open();
  return {
    ledger,
    clock: temp.clock,
    change(more: Record<string, unknown>) {
      fields = { ...fields, ...more };
      snapshot = settings();
    },
    /** Every body in the outbox; each fits its event's schema. */
    told(): OutboundBody[] {
      return ledger
        .outbox({ limit: 1000 })
        .toReversed()
        .map(({ payload, event }) => {
          const body = JSON.parse(payload) as OutboundBody;
          expect(body.event).toBe(event);
          expect(isOutboundEvent(body.event)).toBe(true);
          OUTBOUND_EVENTS[body.event].data.parse(body.data);
          seen.add(body.event);
          return body;
        });
    },
    names(): string[] {
      return this.told().map(({ event }) => event);
    },
  };
}

const PAUSE: Pause = {
  kind: "hook",
  name: "hook",
  cause: "owner",
  since: START,
  until: null,
  reason: "paused by the owner",
  strikes: 1,
};

describe("a delivery", () => {
  it("is told when it is accepted, and once", async () => {
    const it = world();
    await it.ledger.accept(aDelivery(1), LIMITS);

    expect(it.told()).toHaveLength(1);
    expect(it.told()[0]).toMatchObject({
      event: "delivery.accepted",
      timestamp: "2026-01-31T12:00:00.000Z",
      resource: { id: deliveryId(1), type: "delivery", labels: { origin: "sender" } },
      data: { delivery_id: deliveryId(1) },
    });
  });

  it("is told when it is held, and not again where it is held for the same", async () => {
    const it = world(["delivery.held"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.ledger.hold(deliveryId(1), PAUSED);
    it.ledger.hold(deliveryId(1), { ...PAUSED, reason: "still" });
    it.ledger.hold(deliveryId(1), { ...PAUSED, status: "held:budget", until: START + 1000 });

    expect(it.told().map(({ data }) => data)).toMatchObject([
      { status: "held:paused", held_until: null },
      { status: "held:budget", held_until: "2026-01-31T12:00:01.000Z" },
    ]);
  });

  it.each([
    ["skipped:filtered", "delivery.skipped"],
    ["error:not_found", "delivery.failed"],
  ] as const)("that ends as %s without a run is told as %s", async (status, event) => {
    const it = world(["delivery.skipped", "delivery.failed"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.ledger.end(deliveryId(1), status, "why", []);

    expect(it.told()).toMatchObject([{ event, data: { status, reason: "why" } }]);
  });

  it("whose place a newer one takes is told as skipped", async () => {
    const it = world(["delivery.skipped"]);
    for (const n of [1, 2]) await it.ledger.accept(aDelivery(n, { entity: "e" }), LIMITS);
    it.ledger.merge(deliveryId(1), deliveryId(2), "newer");

    expect(it.told()).toMatchObject([
      { resource: { id: deliveryId(1) }, data: { status: "skipped:coalesced" } },
    ]);
  });
});

describe("a run", () => {
  const ended: Array<[RunOutcome, AfterRun, Record<string, unknown>]> = [
    [
      {
        status: "success",
        tokensIn: 1200,
        tokensOut: 34,
        exitCode: 0,
        costUsd: 0.5,
        turns: 3,
        sessionId: "s1",
        agent: "claude",
      },
      { kind: "done" },
      {
        event: "run.succeeded",
        data: {
          error: null,
          exit_code: 0,
          tokens_in: 1200,
          tokens_out: 34,
          cost_usd: 0.5,
          turns: 3,
          session_id: "s1",
        },
      },
    ],
    [
      { status: "error:exit_2", reason: "it broke", exitCode: 2 },
      { kind: "requeue", reason: "again", notBefore: START },
      { event: "run.failed", data: { error: "it broke", goes_on: true } },
    ],
    [{ status: "error:stopped" }, { kind: "done" }, { event: "run.canceled" }],
    [{ status: "skipped:coalesced" }, { kind: "done" }, { event: "run.canceled" }],
    [{ status: "error:interrupted" }, { kind: "done" }, { event: "run.interrupted" }],
  ];
  it.each(ended)("that ends as %j is told so", async (outcome, after, expected) => {
    const it = world(["run"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.ledger.startRun(startedRun(1, deliveryId(1)));
    it.ledger.finishRun(runId(1), outcome, START + 1500, after, []);

    const [started, end, ...more] = it.told();
    expect(started).toMatchObject({ event: "run.started", resource: { id: runId(1) } });
    expect(end).toMatchObject(expected);
    expect(more).toEqual([]);
  });

  it("after which its delivery is held is told with the hold", async () => {
    const it = world(["run.failed", "delivery.held", "delivery.skipped"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.ledger.startRun(startedRun(1, deliveryId(1)));
    const after = { kind: "hold", status: "held:agent", reason: "limit", until: null } as const;
    it.ledger.finishRun(runId(1), { status: "error:limit_claude" }, START + 1, after, []);

    expect(it.names()).toEqual(["run.failed", "delivery.held"]);
  });
});

describe("an approval", () => {
  const HOLD = { ...PAUSED, status: "held:approval", expiresAt: START + 1000 } as const;
  async function requested() {
    const it = world(["approval"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.ledger.hold(deliveryId(1), HOLD);
    return it;
  }

  it("is requested, and approved by the owner's word alone", async () => {
    const it = await requested();
    it.ledger.release(deliveryId(1));
    it.ledger.hold(deliveryId(1), HOLD);
    it.ledger.release(deliveryId(1), { waived: ["held:approval"], permission: null });

    expect(it.names()).toEqual(["approval.requested", "approval.requested", "approval.approved"]);
    expect(it.told()[0]).toMatchObject({ data: { expires_at: "2026-01-31T12:00:01.000Z" } });
  });

  it.each([
    ["skipped:discarded", "approval.denied"],
    ["skipped:expired", "approval.expired"],
  ] as const)("that ends as %s is told as %s", async (status, event) => {
    const it = await requested();
    it.ledger.end(deliveryId(1), status, null, []);

    expect(it.names()).toEqual(["approval.requested", event]);
  });
});

describe("a pause", () => {
  it("of an agent is told, and its end", () => {
    const it = world();
    const claude: Pause = { ...PAUSE, kind: "provider", name: "claude", cause: "limit" };
    it.ledger.pause(claude);
    it.ledger.resume("provider", "claude");
    it.ledger.resume("provider", "claude");

    expect(it.names()).toEqual(["agent.unhealthy", "agent.recovered"]);
    expect(it.told()[0]).toMatchObject({ resource: { id: "claude", type: "agent" } });
  });

  it("of a hook or one of its entities is told; of everything, and an end, is not", () => {
    const it = world();
    it.ledger.pause(PAUSE);
    it.ledger.pause({ ...PAUSE, kind: "entity", name: "hook octo/site#1 x", cause: "fuse" });
    it.ledger.pause({ ...PAUSE, kind: "all", name: "all" });
    it.ledger.resume("hook", "hook");

    expect(it.told().map(({ data }) => data)).toMatchObject([
      { hook_id: "hook", entity: null },
      { hook_id: "hook", entity: "octo/site#1 x", cause: "fuse" },
    ]);
  });
});

describe("a subscription", () => {
  it("is told what it wants, as its patterns say now", async () => {
    const it = world(["run.failed"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.change({ events: ["delivery.*"] });
    await it.ledger.accept(aDelivery(2), LIMITS);
    it.change({ enabled: false });
    await it.ledger.accept(aDelivery(3), LIMITS);

    expect(it.told().map(({ resource }) => resource.id)).toEqual([deliveryId(2)]);
  });

  it("is told nothing in safe mode", async () => {
    const it = world(["*"], { safe_mode: true });
    await it.ledger.accept(aDelivery(1), LIMITS);

    expect(it.told()).toEqual([]);
  });

  it("costs an accept nothing where it does not want to know of any", () => {
    const snapshot = {
      config: Config.parse({}),
      subscriptions: [loadedSubscription({ url, events: ["run"] })],
    };
    const announcer = createAnnouncer(() => snapshot);

    expect(
      ["accepted", "moved", "run", "pause"].map((kind) => announcer.wants(kind as "run")),
    ).toEqual([false, false, true, false]);
  });

  it("is told nothing that was not written: what is rolled back tells nobody", async () => {
    const it = world();
    await it.ledger.accept(aDelivery(1), LIMITS);
    const broken = [{ sink: "log", payload: null as never }];

    expect(() => it.ledger.end(deliveryId(1), "error:not_found", null, broken)).toThrow();

    expect(it.names()).toEqual(["delivery.accepted"]);
  });
});

describe("a task", () => {
  const task = { title: "A button", description: "It does nothing.", tags: ["bug"] };

  it("is created, started and completed with its delivery", async () => {
    const it = world(["task"]);
    await it.ledger.accept({ ...aDelivery(1), task, priority: "high" }, LIMITS);
    it.ledger.startRun(startedRun(1, deliveryId(1)));
    it.ledger.finishRun(runId(1), { status: "success" }, START + 1, { kind: "done" }, []);

    expect(it.names()).toEqual(["task.created", "task.started", "task.completed"]);
    expect(it.told().map(({ data }) => data)).toMatchObject([
      { ...task, task_id: deliveryId(1), priority: "high", state: "todo", status: null },
      { ...task, state: "in_progress" },
      { ...task, state: "done", status: "success" },
    ]);
    expect(it.told()[0]?.resource).toMatchObject({ id: deliveryId(1), type: "task" });
  });

  it("starts once, however many attempts its run needs, and fails with the last", async () => {
    const it = world(["task"]);
    const again = { kind: "requeue", reason: "again", notBefore: START } as const;
    await it.ledger.accept({ ...aDelivery(1), task }, LIMITS);
    it.ledger.startRun(startedRun(1, deliveryId(1)));
    it.ledger.finishRun(runId(1), { status: "error:exit_1" }, START + 1, again, []);
    it.ledger.startRun(startedRun(2, deliveryId(1)));
    it.ledger.finishRun(runId(2), { status: "error:exit_1" }, START + 2, { kind: "done" }, []);

    expect(it.names()).toEqual(["task.created", "task.started", "task.failed"]);
  });

  it("is canceled where it ends without a run, or its owner stops it", async () => {
    const it = world(["task.canceled"]);
    await it.ledger.accept({ ...aDelivery(1), task }, LIMITS);
    it.ledger.end(deliveryId(1), "skipped:discarded", null, []);
    await it.ledger.accept({ ...aDelivery(2), task }, LIMITS);
    it.ledger.startRun(startedRun(2, deliveryId(2)));
    it.ledger.finishRun(runId(2), { status: "error:stopped" }, START + 1, { kind: "done" }, []);

    expect(it.told().map(({ data }) => data)).toMatchObject([
      { state: "canceled", status: "skipped:discarded" },
      { state: "canceled", status: "error:stopped" },
    ]);
  });

  it("is told of no delivery that is none", async () => {
    const it = world(["task"]);
    await it.ledger.accept(aDelivery(1), LIMITS);
    it.ledger.startRun(startedRun(1, deliveryId(1)));

    expect(it.told()).toEqual([]);
  });
});

describe("every event", () => {
  it("has happened above: the table holds none that never happens", () => {
    // What conversations tell is announced where they are kept.
    const here = OUTBOUND_EVENT_NAMES.filter((event) => !event.startsWith("session."));
    expect([...seen].toSorted()).toEqual(here.toSorted());
  });

  it.each(OUTBOUND_EVENT_NAMES)("%s has a sample that fits its schema", (event) => {
    const { data, resource, ...body } = sampleBody(event, START);

    expect(OUTBOUND_EVENTS[event].data.safeParse(data)).toMatchObject({ success: true });
    expect(resource.type).toBe(OUTBOUND_EVENTS[event].resource);
    expect(body).toEqual({ event, timestamp: "2026-01-31T12:00:00.000Z" });
  });
});
