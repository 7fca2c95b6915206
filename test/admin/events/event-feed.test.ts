import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  createEventFeed,
  FEED_LIMITS,
  type EventFeed,
} from "../../../src/admin/events/event-feed.ts";
import { HEARTBEAT_MS } from "../../../src/admin/events/heartbeat.ts";
import type { Message, Turn } from "../../../src/core/records/conversation.ts";
import type { ConversationId, MessageId, TurnId } from "../../../src/core/records/ids.ts";
import type { WakehookEvent } from "../../../src/core/records/wakehook-event.ts";
import { entityPauseName, type PauseKind } from "../../../src/core/admission/pause.ts";
import { createMask } from "../../../src/core/secrets/mask.ts";
import {
  delivery,
  deliveryId,
  eventSource,
  handClock,
  hookId,
  memoryLedger,
  run,
  SECRET,
  STARTED_AT,
} from "../harness.ts";
import { readBlocks, type Block } from "../sse.ts";

function aMessage(text: string): Message {
  return {
    id: "msg_1" as MessageId,
    number: 1,
    chat: "main",
    conversationId: null,
    turnId: null,
    author: "agent",
    kind: "words",
    text,
    card: null,
    files: [],
    silent: false,
    replyTo: null,
    hookId: hookId("site"),
    deliveryId: null,
    runId: null,
    origin: "",
    createdAt: 1,
    readAt: null,
  };
}

function aTurn(): Turn {
  return {
    id: "trn_1" as TurnId,
    conversationId: "cnv_1" as ConversationId,
    origin: "owner",
    runId: null,
    deliveryId: null,
    messageId: null,
    postTo: [],
    state: "running",
    level: "taken",
    status: null,
    reason: null,
    sessionBefore: null,
    sessionAfter: null,
    reply: null,
    costUsd: null,
    process: { pid: 7, start: "1" },
    createdAt: 1,
    startedAt: 1,
    endedAt: null,
  };
}

let events: ReturnType<typeof eventSource>;
let clock: ReturnType<typeof handClock>;
let ledger: ReturnType<typeof memoryLedger>;
let errors: string[];
let feed: EventFeed;

function open(limits = {}, startedAt = STARTED_AT): EventFeed {
  const log = {
    debug() {},
    info() {},
    warn() {},
    error: (message: string) => errors.push(message),
  };
  const mask = createMask([SECRET]);
  return createEventFeed({
    clock,
    events,
    ledger,
    log,
    mask,
    startedAt,
    limits: { ...FEED_LIMITS, ...limits },
  });
}

beforeEach(() => {
  events = eventSource();
  clock = handClock();
  ledger = memoryLedger();
  errors = [];
  feed = open();
});
afterEach(() => {
  feed.close();
  expect(clock.waiting()).toBe(0);
  expect(events.listeners()).toBe(0);
});

const settings = (hooks: number): WakehookEvent => ({
  type: "settings",
  at: 1,
  hooks,
  problems: 0,
});
const arrived = (hook: string): WakehookEvent => ({
  type: "delivery",
  at: 1,
  delivery: delivery(1, { hookId: hookId(hook) }),
});
const hooksOf = (blocks: ReadonlyArray<{ data: Record<string, unknown> | null }>) =>
  blocks.map(({ data }) => data?.["hooks"]);

describe("event feed", () => {
  it("greets with an id and tells each event as it happens", async () => {
    const reader = readBlocks(feed.open({}, null));

    const greeting = await reader.next();
    const coming = reader.next();
    events.emit(arrived("site"));

    expect(greeting).toEqual({ id: `${STARTED_AT}-0`, event: null, comment: null, data: null });
    expect(await coming).toMatchObject({
      id: `${STARTED_AT}-1`,
      event: "delivery",
      data: { type: "delivery", delivery: { id: deliveryId(1), hook_id: "site" } },
    });
    await reader.cancel();
  });

  it("masks secrets by value", async () => {
    const reader = readBlocks(feed.open({}, null));
    events.emit({ type: "run", at: 1, run: run(1, { answer: `it is "${SECRET}"\n` }) });
    feed.close();

    const told = await reader.rest();

    expect(JSON.stringify(told)).not.toContain(SECRET);
    expect(told[1]?.data).toMatchObject({ run: { answer: 'it is "***"\n' } });
  });

  it("shows only the hook and the types that were asked for", async () => {
    ledger.allDeliveries.push(
      delivery(5, { hookId: hookId("site") }),
      delivery(6, { hookId: hookId("b") }),
    );
    const ofHook = readBlocks(feed.open({ hook: hookId("site") }, null));
    const ofTypes = readBlocks(feed.open({ types: new Set(["refused", "settings"]) }, null));
    const report = (number: number | null): WakehookEvent => ({
      type: "report",
      at: 1,
      runId: null,
      deliveryId: number === null ? null : deliveryId(number),
      sink: "log",
      state: "sent",
    });
    const refused: WakehookEvent = {
      type: "refused",
      at: 1,
      hookId: "site",
      code: "unauthorized",
      reason: "no signature",
      remoteAddress: "::1",
    };

    const more = [settings(1), report(5), report(6), report(null)];
    for (const event of [arrived("b"), arrived("site"), refused, ...more]) events.emit(event);
    feed.close();

    const types = (blocks: ReadonlyArray<{ event: string | null }>) =>
      blocks.map(({ event }) => event);
    expect(types(await ofHook.rest())).toEqual([null, "delivery", "refused", "report", "shutdown"]);
    expect(types(await ofTypes.rest())).toEqual([null, "refused", "settings", "shutdown"]);
  });

  it("shows a hook its own pauses and those of its entities, and all of them to everybody", async () => {
    const ofHook = readBlocks(feed.open({ hook: hookId("site") }, null));
    const ofAll = readBlocks(feed.open({}, null));
    const paused = (kind: PauseKind, name: string): WakehookEvent => ({
      type: "pause",
      at: 1,
      ended: false,
      pause: { kind, name, cause: "owner", since: 1, until: null, reason: "by hand", strikes: 1 },
    });

    for (const [kind, name] of [
      ["all", "all"],
      ["hook", "site"],
      ["hook", "b"],
      ["provider", "site"],
      ["entity", entityPauseName("site", "octo/site#1 and more")],
      ["entity", entityPauseName("site-b", "site")],
    ] as const)
      events.emit(paused(kind, name));
    feed.close();

    const kinds = (blocks: readonly Block[]) =>
      blocks.flatMap(({ data }) => (data?.["pause"] as { kind: string } | undefined)?.kind ?? []);
    expect(kinds(await ofHook.rest())).toEqual(["hook", "entity"]);
    expect(kinds(await ofAll.rest())).toEqual([
      "all",
      "hook",
      "hook",
      "provider",
      "entity",
      "entity",
    ]);
  });

  it("tells what is said in chats and how turns go, to those who ask for it", async () => {
    const turn = aTurn();
    const reader = readBlocks(feed.open({ types: new Set(["message", "turn"]) }, null));
    const ofHook = readBlocks(feed.open({ hook: hookId("site") }, null));
    events.emit(settings(1));
    events.emit({ type: "message", at: 1, message: aMessage(`it is ${SECRET}`) });
    events.emit({ type: "turn", at: 2, turn, chat: "main" });
    feed.close();

    const told = await reader.rest();

    expect(told.slice(1, -1)).toMatchObject([
      { event: "message", data: { message: { text: "it is ***", conversation_id: null } } },
      { event: "turn", data: { chat: "main", turn: { id: turn.id, cost_usd: null } } },
    ]);
    expect(JSON.stringify(told)).not.toContain("process");
    expect((await ofHook.rest()).map(({ event }) => event)).toEqual([null, "message", "shutdown"]);
  });

  it("goes on after Last-Event-ID and misses nothing", async () => {
    for (let hooks = 1; hooks <= 10; hooks += 1) events.emit(settings(hooks));
    const reader = readBlocks(feed.open({}, `${STARTED_AT}-7`));
    events.emit(settings(11));
    feed.close();

    const told = await reader.rest();

    expect(hooksOf(told.slice(1, -1))).toEqual([8, 9, 10, 11]);
  });

  it("tells how many events a watcher missed that the ring has forgotten", async () => {
    feed.close();
    feed = open({ maxEvents: 3 });
    for (let hooks = 1; hooks <= 10; hooks += 1) events.emit(settings(hooks));
    const reader = readBlocks(feed.open({}, `${STARTED_AT}-2`));
    feed.close();

    const told = await reader.rest();

    expect(told[1]).toMatchObject({ event: "gap", data: { type: "gap", missed: 5 } });
    expect(hooksOf(told.slice(2, -1))).toEqual([8, 9, 10]);
  });

  it.each([`${STARTED_AT - 1}-1`, `${STARTED_AT}-99`, "nonsense", "", "1".repeat(500)])(
    "says that there is a gap after the id %j, which is not of this daemon",
    async (id) => {
      events.emit(settings(1));
      const reader = readBlocks(feed.open({}, id));
      feed.close();

      const told = await reader.rest();

      expect(told[1]).toMatchObject({ event: "gap", data: { missed: null } });
      expect(hooksOf(told.slice(2, -1))).toEqual([1]);
    },
  );

  it("drops a watcher that reads too slowly, tells it so, and keeps the others", async () => {
    feed.close();
    feed = open({ maxEvents: 5, watcherBytes: 400 });
    const slow = readBlocks(feed.open({}, null));
    const quick = readBlocks(feed.open({}, null));
    await quick.next();

    for (let hooks = 1; hooks <= 50; hooks += 1) {
      events.emit(settings(hooks));
      expect((await quick.next())?.data).toMatchObject({ hooks });
    }

    const told = await slow.rest();
    expect(told.at(-1)).toMatchObject({ event: "dropped", data: { missed: expect.any(Number) } });
    expect(told.length).toBeLessThan(10);
    await quick.cancel();
  });

  it("hands over what lay in the ring once a watcher that lagged reads on", async () => {
    feed.close();
    feed = open({ watcherBytes: 100 });
    const reader = readBlocks(feed.open({}, null));
    for (let hooks = 1; hooks <= 200; hooks += 1) events.emit(settings(hooks));

    await reader.next();
    const told = [];
    for (let count = 0; count < 200; count += 1) told.push(await reader.next());

    expect(told.map((block) => block?.data?.["hooks"])).toEqual(
      Array.from({ length: 200 }, (_, index) => index + 1),
    );
    await reader.cancel();
  });

  it("tells a watcher at the stop what it has not read yet", async () => {
    feed.close();
    feed = open({ watcherBytes: 100 });
    const reader = readBlocks(feed.open({}, null));
    for (let hooks = 1; hooks <= 20; hooks += 1) events.emit(settings(hooks));
    feed.close();

    const told = await reader.rest();

    expect(hooksOf(told).slice(1, -1)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1));
    expect(told.at(-1)?.event).toBe("shutdown");
  });

  it("sends a comment every 15 seconds, with the id to go on from", async () => {
    const reader = readBlocks(feed.open({ types: new Set(["run"]) }, null));
    await reader.next();
    events.emit(settings(1));

    for (let beats = 1; beats <= 3; beats += 1) {
      clock.advance(HEARTBEAT_MS);
      expect(await reader.next()).toMatchObject({
        comment: "heartbeat",
        id: `${STARTED_AT}-1`,
        data: null,
      });
    }
    await reader.cancel();
  });

  it("lets heartbeats of a watcher that does not read take no memory", async () => {
    feed.close();
    feed = open({ watcherBytes: 200 });
    const reader = readBlocks(feed.open({}, null));
    for (let beats = 0; beats < 100; beats += 1) clock.advance(HEARTBEAT_MS);
    feed.close();

    expect((await reader.rest()).length).toBeLessThan(10);
  });

  it("stops its timer when the last watcher leaves", async () => {
    const [one, two] = [readBlocks(feed.open({}, null)), readBlocks(feed.open({}, null))];

    await one.cancel();
    expect(clock.waiting()).toBe(1);
    await two.cancel();

    expect(clock.waiting()).toBe(0);
  });

  it("refuses more watchers than it can serve", async () => {
    feed.close();
    feed = open({ maxWatchers: 2 });
    const [one] = [readBlocks(feed.open({}, null)), feed.open({}, null)];

    expect(feed.open({}, null)).toBeNull();
    await one.cancel();

    expect(feed.open({}, null)).not.toBeNull();
  });

  it("ends a watcher whose events cannot be told, and nobody else suffers", async () => {
    ledger.delivery = () => {
      throw new Error("the database is gone");
    };
    const broken = readBlocks(feed.open({ hook: hookId("site") }, null));
    const whole = readBlocks(feed.open({}, null));

    events.emit({
      type: "report",
      at: 1,
      runId: null,
      deliveryId: deliveryId(1),
      sink: "log",
      state: "sent",
    });
    feed.close();

    await expect(broken.rest()).rejects.toThrow("the database is gone");
    expect((await whole.rest()).map(({ event }) => event)).toEqual([null, "report", "shutdown"]);
    expect(errors).toEqual(["a watcher of events could not be served"]);
  });
});
