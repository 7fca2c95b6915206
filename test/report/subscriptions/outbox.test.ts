// Subscriptions behind a real outbox and a real ledger; time is moved by hand, the sockets are real.

import { describe, expect, it, onTestFinished } from "vitest";
import { Config } from "../../../src/core/settings/config.ts";
import type { LoadedSubscription } from "../../../src/core/settings/subscription.ts";
import { createOutbox } from "../../../src/report/outbox.ts";
import { createOutboxCommands } from "../../../src/report/outbox-commands.ts";
import { createSubscriptionCommands } from "../../../src/report/subscriptions/subscription-commands.ts";
import {
  subscriptionRules,
  subscriptionSinkOf,
} from "../../../src/report/subscriptions/subscription-sinks.ts";
import { noticesOf } from "../../../src/report/report.ts";
import { systemClock } from "../../../src/system/clock.ts";
import { systemRandomness } from "../../../src/system/randomness.ts";
import { manualClock, tempLedger } from "../../ledger/temp-ledger.ts";
import { openReceiver, type Receiver } from "./receiver.ts";
import { loadedSubscription } from "./subscribed.ts";

const MINUTE_MS = 60_000;
const SINK = "subscription:ci";

interface Given {
  readonly fields?: Record<string, unknown>;
  readonly outbound?: Record<string, unknown>;
  /** Jitter; 0.5 takes three quarters of each wait. */
  readonly fraction?: number;
}

async function world(given: Given = {}) {
  const receiver = await openReceiver();
  const clock = manualClock();
  const ledger = tempLedger().open({ clock });
  const config = Config.parse({ outbound: given.outbound ?? {} });
  let isOn = true;
  let subscriptions: LoadedSubscription[] = [
    loadedSubscription({ url: receiver.url, events: ["*"], ...given.fields }),
  ];
  const log = (): void => {};
  // The time that one try may take is real: nobody moves it while a socket is asked.
  const setTimer: typeof clock.setTimer = (...asked) => systemClock.setTimer(...asked);
  const timers = { ...clock, setTimer };
  const settings = () => ({ config: { ...config, safeMode: !isOn }, subscriptions });
  const deps = {
    clock: timers,
    ledger,
    settings,
    mask: (text: string) => text.replaceAll("hush", "***"),
  };
  const randomness = { ...systemRandomness, fraction: () => given.fraction ?? 0.999 };
  const emitted: unknown[] = [];
  const outbox = createOutbox({
    clock,
    ledger,
    randomness,
    sinkOf: (name) =>
      name === SINK ? subscriptionSinkOf(deps, name) : () => Promise.resolve({ ok: true }),
    rulesOf: (name) => subscriptionRules(deps, name),
    emit: (event) => void emitted.push(event),
    log: { debug: log, info: log, warn: log, error: log },
    noticesOf: (notice) => noticesOf(config, notice),
  });
  onTestFinished(() => outbox.close());
  let key = 0;
  return {
    receiver,
    clock,
    ledger,
    outbox,
    owner: createOutboxCommands(ledger, outbox),
    commands: createSubscriptionCommands({ ...deps, randomness, outbox }),
    /** Puts messages into the outbox. */
    tell(count: number) {
      const events = Array.from({ length: count }, (_, at) => ({
        sink: SINK,
        event: "run.failed",
        payload: JSON.stringify({ at }),
      }));
      ledger.notify(`key-${key++}`, events);
      outbox.wake();
    },
    remove: () => void (subscriptions = []),
    /** Safe mode begins or ends. */
    safeMode: (on: boolean) => void (isOn = !on),
    change: (fields: Record<string, unknown>) =>
      void (subscriptions = [loadedSubscription({ url: receiver.url, ...fields })]),
    entries: () => ledger.outbox({ sink: SINK, limit: 1000 }).toReversed(),
    states: () => ledger.outbox({ sink: SINK, limit: 1000 }).map(({ state }) => state),
    notices: () => ledger.outbox({ sink: "log" }).map(({ payload }) => payload),
    /** Settles when something is so; asked at every turn of the event loop. */
    async until(what: () => boolean) {
      while (!what()) await new Promise((resolve) => setImmediate(resolve));
    },
    /** Lets time pass in minutes; each minute's tries have ended before the next. */
    async minutes(count: number, isDone: () => boolean) {
      for (let minute = 0; minute < count && !isDone(); minute++) {
        const next = ledger.nextReportAt({ sink: SINK, ordered: false });
        clock.advance(MINUTE_MS);
        // The outbox looks at what is due, and sets its next timer.
        for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
        if (next !== null && next <= clock.now()) await quiet(ledger);
      }
    },
  };
}

/** Until no try goes on: the tries are counted, and the count stays for a while. */
async function quiet(ledger: ReturnType<ReturnType<typeof tempLedger>["open"]>): Promise<void> {
  const count = (): string =>
    JSON.stringify(ledger.outbox({ limit: 1000 }).map(({ attempts, state }) => [attempts, state]));
  for (let same = 0, last = count(); same < 4;) {
    await new Promise((resolve) => setTimeout(resolve, 1));
    const now = count();
    same = now === last ? same + 1 : 0;
    last = now;
  }
}

const idsOf = ({ got }: Receiver): string[] =>
  got.map(({ headers }) => headers["webhook-id"] ?? "");

describe("a receiver", () => {
  it("that is down for an hour loses nothing and gets each message once", async () => {
    const it = await world();
    await it.receiver.down();
    it.tell(3);
    await it.until(() => it.entries().every(({ attempts }) => attempts === 1));
    await it.minutes(60, () => false);
    expect(it.states()).toEqual(["waiting", "waiting", "waiting"]);

    await it.receiver.up();
    await it.minutes(200, () => it.states().every((state) => state === "sent"));

    expect(it.states()).toEqual(["sent", "sent", "sent"]);
    expect(idsOf(it.receiver).toSorted()).toEqual(
      it
        .entries()
        .map(({ messageId }) => messageId)
        .toSorted(),
    );
  });

  it("that answers 500 ten times gets the same id eleven times, ever further apart", async () => {
    const it = await world();
    const at: number[] = [];
    it.receiver.answer = (_, response) => {
      at.push(it.clock.now());
      response.writeHead(at.length <= 10 ? 500 : 200).end("hush");
    };
    it.tell(1);
    await it.until(() => it.entries()[0]?.attempts === 1);
    await it.minutes(24 * 60, () => it.states()[0] === "sent");

    const gaps = at.slice(1).map((time, index) => time - (at[index] ?? 0));
    expect(at).toHaveLength(11);
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(gaps.at(-1)).toBeLessThanOrEqual(3_660_000);
    expect(new Set(idsOf(it.receiver)).size).toBe(1);
    const tries = it.ledger.outboxTries(1);
    expect(tries[0]).toMatchObject({ httpStatus: 500, error: "HTTP 500: ***" });
    expect(tries).toHaveLength(11);
  });

  it.each([
    ["seconds", () => "1800"],
    ["a date", (now: number) => new Date(now + 1_800_000).toUTCString()],
  ])("that asks for half an hour by %s is left alone for so long", async (_, header) => {
    const it = await world();
    const at: number[] = [];
    it.receiver.answer = (_request, response) => {
      at.push(it.clock.now());
      const first = { "retry-after": header(it.clock.now()) };
      if (at.length === 1) response.writeHead(429, first).end();
      else response.end();
    };
    it.tell(1);
    await it.until(() => it.entries()[0]?.attempts === 1);
    await it.minutes(60, () => at.length > 1);

    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeGreaterThanOrEqual(1_799_000);
    expect((at[1] ?? 0) - (at[0] ?? 0)).toBeLessThan(1_920_000);
  });

  it("that says 410 is told nothing more, its owner once; what waits is kept", async () => {
    const it = await world({ fields: { ordered: true } });
    it.receiver.answer = (_, response) => void response.writeHead(410).end();
    it.tell(3);
    await it.until(() => it.entries()[0]?.state === "failed");
    await it.minutes(60, () => false);

    expect(it.receiver.got).toHaveLength(1);
    expect(it.states()).toEqual(["waiting", "waiting", "failed"]);
    expect(it.notices()).toHaveLength(1);
    expect(it.notices()[0]).toContain("wakehook subscription enable ci");

    it.receiver.answer = (_, response) => void response.end();
    expect(it.commands.enable("ci")).toBe(true);
    await it.until(() => it.states().filter((state) => state === "sent").length === 2);
  });

  it("that takes nothing for too long is disabled, and its owner told once", async () => {
    const it = await world({ outbound: { disable_after_hours: 2, attempts: 3 } });
    it.receiver.answer = (_, response) => void response.writeHead(503).end();
    for (let hour = 0; hour < 4; hour++) {
      it.tell(1);
      await it.minutes(60, () => false);
    }

    expect(it.notices()).toHaveLength(1);
    expect(it.notices()[0]).toContain("it has taken nothing for 2 hours");
    expect(it.ledger.sinkStates()).toMatchObject([{ sink: SINK, stoppedAt: expect.any(Number) }]);
    const tries = it.receiver.got.length;
    it.tell(1);
    await it.minutes(5, () => false);
    expect(it.receiver.got).toHaveLength(tries);
  });

  it("that takes one message in between is not disabled", async () => {
    const it = await world({ outbound: { disable_after_hours: 2, attempts: 1 } });
    for (let hour = 0; hour < 5; hour++) {
      const status = hour % 2 === 0 ? 503 : 200;
      it.receiver.answer = (_, response) => void response.writeHead(status).end();
      it.tell(1);
      await it.minutes(60, () => false);
    }

    expect(it.notices()).toEqual([]);
  });
});

describe("order", () => {
  it("is kept where it is asked for: a message that waits holds up those behind it", async () => {
    const it = await world({ fields: { ordered: true } });
    let failures = 2;
    it.receiver.answer = (_, response) => void response.writeHead(failures-- > 0 ? 500 : 200).end();
    it.tell(4);
    await it.until(() => it.receiver.got.length === 1);
    await it.minutes(60, () => it.states().every((state) => state === "sent"));

    expect(it.receiver.got.map(({ body }) => (JSON.parse(body) as { at: number }).at)).toEqual([
      0, 0, 0, 1, 2, 3,
    ]);
  });

  it("is not waited for elsewhere: several are under way, and no more than asked for", async () => {
    const it = await world({ fields: { at_once: 3 } });
    let open = 0;
    let most = 0;
    it.receiver.answer = (_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open -= 1;
        response.end();
      }, 5);
    };
    it.tell(30);
    await it.until(() => it.states().every((state) => state === "sent"));

    expect(most).toBe(3);
    expect(it.receiver.got).toHaveLength(30);
  });
});

describe("a subscription", () => {
  it("that is switched off, or in safe mode, keeps what waits for it until it is on again", async () => {
    const it = await world();
    it.change({ enabled: false });
    it.tell(2);
    await it.minutes(3, () => false);
    it.change({});
    it.safeMode(true);
    it.outbox.wake();
    await it.minutes(3, () => false);
    await expect(it.commands.test("ci", "run.failed")).rejects.toMatchObject({ code: "refused" });
    expect(it.receiver.got).toEqual([]);
    expect(it.states()).toEqual(["waiting", "waiting"]);

    it.safeMode(false);
    it.outbox.wake();
    await it.until(() => it.states().every((state) => state === "sent"));
  });

  it("that is removed while messages wait ends them as failed, and says why", async () => {
    const it = await world();
    await it.receiver.down();
    it.tell(2);
    await it.until(() => it.entries().every(({ attempts }) => attempts === 1));
    it.remove();
    await it.minutes(5, () => it.states().every((state) => state === "failed"));

    expect(it.entries().map(({ lastError }) => lastError)).toEqual([
      "subscription:ci is not in the settings (any more)",
      "subscription:ci is not in the settings (any more)",
    ]);
  });

  it("gets what was given up again by its owner's word, with the same id", async () => {
    const it = await world({ outbound: { attempts: 1 } });
    it.receiver.answer = (_, response) =>
      void response.writeHead(it.receiver.got.length === 1 ? 500 : 200).end();
    it.tell(1);
    await it.until(() => it.states()[0] === "failed");

    it.owner.retry(1);
    await it.until(() => it.states()[0] === "sent");

    expect(new Set(idsOf(it.receiver)).size).toBe(1);
  });

  it("gets no message that its owner discards while it is under way", async () => {
    const it = await world();
    let answer = (): void => {};
    it.receiver.answer = (_, response) => void (answer = () => void response.end());
    it.tell(1);
    await it.receiver.received(1);
    it.owner.discard(1);
    answer();
    it.receiver.answer = (_, response) => void response.end();
    it.tell(1);
    await it.until(() => it.states()[0] === "sent");

    expect(it.states()).toEqual(["sent", "canceled"]);
  });

  it("is tried with an example that its annotations call one", async () => {
    const it = await world();

    const tried = await it.commands.test("ci", "run.failed");

    expect(tried).toMatchObject({ ok: true, httpStatus: 200, error: null });
    const body = JSON.parse(it.receiver.got[0]?.body ?? "") as Record<string, unknown>;
    expect(body).toMatchObject({
      event: "run.failed",
      resource: { annotations: { test: expect.any(String) } },
    });
    await expect(it.commands.test("none", "run.failed")).rejects.toMatchObject({
      code: "not_found",
    });
  });
});

describe("50,000 messages that wait", () => {
  it("take no memory, and hold up nobody else", async () => {
    const it = await world({ fields: { at_once: 1 } });
    it.receiver.answer = () => {}; // It hangs.
    const before = process.memoryUsage().heapUsed;
    it.tell(50_000);
    await it.receiver.received(1);
    for (let round = 0; round < 50; round++) {
      it.outbox.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    globalThis.gc?.();

    expect(it.receiver.got).toHaveLength(1);
    expect(it.ledger.outboxWaiting()).toEqual([{ sink: SINK, waiting: 50_000 }]);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(100 * 1024 * 1024);
  });
});
