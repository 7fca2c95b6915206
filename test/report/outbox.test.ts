import { describe, expect, it } from "vitest";
import type { WakehookEvent } from "../../src/core/records/wakehook-event.ts";
import { WakehookError } from "../../src/core/records/errors.ts";
import type { LedgerPort } from "../../src/core/ports/ledger-port.ts";
import { createOutbox, type OutboxDeps } from "../../src/report/outbox.ts";
import { reportRules } from "../../src/report/report-rules.ts";
import type { Sink, SinkResult, SinkRules } from "../../src/report/sink.ts";
import { aDelivery, deliveryId, LIMITS, manualClock, tempLedger } from "../ledger/temp-ledger.ts";

const PAYLOAD = JSON.stringify({
  hook_id: "hook",
  title: "Hook",
  delivery_id: "dlv_1",
  run_id: null,
  event: null,
  entity: null,
  status: "success",
  reason: null,
  answer: null,
  duration_ms: null,
  cost_usd: null,
  denied_tools: [],
});
const FAILED: SinkResult = { ok: false, error: "it said no", final: false };
const MINUTE_MS = 60_000;

/** An outbox over a real ledger with one report for each sink. */
async function world(
  sinks: Record<string, Sink>,
  names = Object.keys(sinks),
  rules: Partial<SinkRules> = {},
) {
  const temp = tempLedger();
  const clock = manualClock();
  const real = temp.open({ clock });
  const ledger: LedgerPort = { ...real };
  const events: WakehookEvent[] = [];
  const logged: string[] = [];
  const log = (message: string): void => void logged.push(message);
  const deps: { -readonly [Name in keyof OutboxDeps]: OutboxDeps[Name] } = {
    clock,
    ledger,
    randomness: { bytes: (length) => Buffer.alloc(length), fraction: () => 0.999 },
    sinkOf: (name) => sinks[name] ?? null,
    emit: (event) => void events.push(event),
    log: { debug: log, info: log, warn: log, error: log },
    rulesOf: (name) => ({ ...reportRules(name), ...rules }),
    noticesOf: (notice) => [{ sink: "told", payload: JSON.stringify(notice) }],
  };
  await ledger.accept(aDelivery(1), LIMITS);
  const reports = names.map((sink) => ({ sink, payload: PAYLOAD }));
  ledger.end(deliveryId(1), "error:not_found", null, reports);
  const outbox = createOutbox(deps);
  return {
    clock,
    deps,
    /** What the outbox uses; a test may break it. */
    ledger,
    real,
    events,
    logged,
    outbox,
    reports: () => ledger.reports(deliveryId(1)),
    async settle() {
      for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("a report", () => {
  it("is sent once and told", async () => {
    let tries = 0;
    const it = await world({ log: () => Promise.resolve({ ok: ++tries > 0 } as SinkResult) });
    it.outbox.wake();
    it.outbox.wake();
    await it.settle();
    it.outbox.wake();
    await it.settle();

    expect(tries).toBe(1);
    expect(it.reports()).toMatchObject([{ state: "sent", attempts: 1 }]);
    expect(it.events).toMatchObject([{ type: "report", sink: "log", state: "sent" }]);
  });

  it("that had no need to be sent any more says so in the record of its try", async () => {
    const it = await world({ log: () => Promise.resolve({ ok: true, note: "not sent: late" }) });
    it.outbox.wake();
    await it.settle();

    expect(it.reports()).toMatchObject([{ state: "sent" }]);
    const [{ id } = { id: 0 }] = it.reports();
    expect(it.real.outboxTries(id)).toMatchObject([{ httpStatus: null, error: "not sent: late" }]);
  });

  it("is tried twelve times, each after twice the time, and then given up", async () => {
    const triedAt: number[] = [];
    const it = await world({ bad: () => (triedAt.push(it.clock.now()), Promise.resolve(FAILED)) });
    it.outbox.wake();
    for (let minute = 0; minute < 24 * 60; minute++) {
      await it.settle();
      it.clock.advance(MINUTE_MS);
    }

    expect(triedAt).toHaveLength(12);
    const gaps = triedAt.slice(1).map((at, index) => at - (triedAt[index] ?? 0));
    expect(gaps).toEqual(gaps.toSorted((a, b) => a - b));
    expect(it.reports()).toMatchObject([
      { state: "failed", attempts: 12, lastError: "it said no" },
    ]);
    expect(it.events.at(-1)).toMatchObject({ type: "report", state: "failed" });
    expect(it.logged.at(-1)).toBe("a report was given up");
  });

  it.each([
    ["has no sink", {}, "gone is not in the settings (any more)"],
    [
      "is refused for good",
      { gone: () => Promise.resolve({ ok: false, error: "never", final: true } as const) },
      "never",
    ],
  ])("that %s is given up at the first try", async (_, sinks, error) => {
    const it = await world(sinks, ["gone"]);
    it.outbox.wake();
    await it.settle();

    expect(it.reports()).toMatchObject([{ state: "failed", attempts: 1, lastError: error }]);
  });

  it("whose sink throws is tried again", async () => {
    const it = await world({ throws: () => Promise.reject(new Error("surprise")) });
    it.outbox.wake();
    await it.settle();

    expect(it.reports()).toMatchObject([{ state: "waiting", lastError: "surprise" }]);
  });
});

describe("a clock that jumps", () => {
  it.each([-1, 1, -24, 24])("by %i hours holds no report up", async (hours) => {
    let tries = 0;
    const it = await world({ bad: () => Promise.resolve(++tries > 1 ? { ok: true } : FAILED) });
    it.outbox.wake();
    await it.settle();
    it.clock.jump(hours * 60 * MINUTE_MS);
    // One look every 30 s, whatever the clock says.
    for (let look = 0; look < 2; look++) {
      it.clock.advance(30_000);
      await it.settle();
    }

    expect(it.reports()).toMatchObject([{ state: "sent", attempts: 2 }]);
  });
});

describe("sinks", () => {
  it("work side by side: one that hangs holds up no other, also not the next report", async () => {
    const sent: string[] = [];
    const it = await world(
      {
        hangs: () => new Promise<SinkResult>(() => {}),
        quick: ({ sink }) => (sent.push(sink), Promise.resolve({ ok: true })),
      },
      ["hangs", "quick"],
    );
    it.outbox.wake();
    await it.settle();
    await it.ledger.accept(aDelivery(2), LIMITS);
    it.ledger.end(deliveryId(2), "error:not_found", null, [{ sink: "quick", payload: PAYLOAD }]);
    it.outbox.wake();
    await it.settle();

    expect(sent).toEqual(["quick", "quick"]);
  });
});

describe("a disk in trouble", () => {
  it("waits for a sink that asked for patience, and no try counts meanwhile", async () => {
    let quietUntil = 0;
    let tries = 0;
    const it = await world({
      busy: () => {
        tries += 1;
        if (tries > 1) return Promise.resolve({ ok: true });
        quietUntil = it.clock.monotonic() + 5 * MINUTE_MS;
        return Promise.resolve({ ...FAILED, retryAfterMs: 5 * MINUTE_MS });
      },
    });
    it.deps.rulesOf = (name) => {
      return { ...reportRules(name), patienceMs: Math.max(0, quietUntil - it.clock.monotonic()) };
    };
    it.ledger.notify("another", [{ sink: "busy", payload: PAYLOAD }]);
    it.outbox.wake();
    await it.settle();
    for (let minute = 0; minute < 4; minute++) {
      it.clock.advance(MINUTE_MS);
      await it.settle();
    }
    expect(tries).toBe(1);
    it.clock.advance(2 * MINUTE_MS);
    await it.settle();

    const entries = it.ledger.outbox({ sink: "busy" });
    expect(entries.map(({ state, attempts }) => ({ state, attempts }))).toEqual([
      { state: "sent", attempts: 1 },
      { state: "sent", attempts: 2 },
    ]);
  });

  it("does not make a report that arrived be sent again: only its note waits", async () => {
    let tries = 0;
    const it = await world({ log: () => (tries++, Promise.resolve({ ok: true })) });
    const reportSent: LedgerPort["reportSent"] = (...noted) => it.real.reportSent(...noted);
    Object.assign(it.ledger, { reportSent: fail });
    it.outbox.wake();
    for (let second = 0; second < 5; second++) {
      await it.settle();
      it.clock.advance(1000);
    }
    await it.settle();
    expect(it.reports()).toMatchObject([{ state: "waiting" }]);
    Object.assign(it.ledger, { reportSent });
    it.clock.advance(1000);
    await it.settle();

    expect(tries).toBe(1);
    expect(it.reports()).toMatchObject([{ state: "sent" }]);
  });

  it("that cannot be read ends nothing: it is looked at again", async () => {
    const it = await world({ log: () => Promise.resolve({ ok: true }) });
    const dueReports: LedgerPort["dueReports"] = (...asked) => it.real.dueReports(...asked);
    Object.assign(it.ledger, { dueReports: fail });
    it.outbox.wake();
    await it.settle();
    Object.assign(it.ledger, { dueReports });
    it.clock.advance(1000);
    await it.settle();

    expect(it.reports()).toMatchObject([{ state: "sent" }]);
  });
});

describe("a stop", () => {
  it("cuts a try off and does not count it", async () => {
    const it = await world({
      slow: (_, signal) =>
        new Promise((resolve) => {
          signal.addEventListener("abort", () => resolve(FAILED));
        }),
    });
    it.outbox.wake();
    await it.settle();
    await it.outbox.close();
    it.outbox.wake();
    await it.settle();

    expect(it.reports()).toMatchObject([{ state: "waiting", attempts: 0 }]);
  });
});

function fail(): never {
  throw new WakehookError("storage_unavailable", "the disk is full");
}
