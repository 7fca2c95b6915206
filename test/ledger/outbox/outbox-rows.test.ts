import { expect, it } from "vitest";
import type { ReportFailure } from "../../../src/core/ports/ledger-port.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  runId,
  START,
  startedRun,
  tempLedger,
  TRIED,
} from "../temp-ledger.ts";

const failedUntil = (nextAt: number | null, error = "refused"): ReportFailure => ({
  ...TRIED,
  error,
  nextAt,
});
const due = (sink: string, now: number, ordered = false) => ({ sink, now, limit: 10, ordered });

async function ledgerWithReports() {
  const ledger = tempLedger().open();
  await ledger.accept(aDelivery(1), LIMITS);
  ledger.startRun(startedRun(1, deliveryId(1)));
  ledger.finishRun(runId(1), { status: "success" }, START + 10, { kind: "done" }, [
    { sink: "log", payload: '{"a":1}' },
    { sink: "target:bot", payload: '{"a":2}' },
  ]);
  return ledger;
}

it("writes reports with the end of a run, due at once, each with an id of its own", async () => {
  const ledger = await ledgerWithReports();

  expect(ledger.waitingSinks()).toEqual(["log", "target:bot"]);
  expect(ledger.nextReportAt({ sink: "log", ordered: false })).toBe(START + 10);
  expect(ledger.dueReports(due("log", START + 9))).toEqual([]);
  expect(ledger.dueReports(due("log", START + 10))).toStrictEqual([
    {
      id: 1,
      messageId: expect.stringMatching(/^msg_[0-9a-f]{32}$/) as string,
      deliveryId: deliveryId(1),
      runId: runId(1),
      sink: "log",
      event: null,
      payload: '{"a":1}',
      state: "waiting",
      attempts: 0,
      createdAt: START + 10,
      nextAt: START + 10,
      lastError: null,
    },
  ]);
  const ids = ledger.reports(deliveryId(1)).map(({ messageId }) => messageId);
  expect(new Set(ids).size).toBe(2);
});

it("writes reports of a delivery that ends without a run", async () => {
  const ledger = tempLedger().open();
  await ledger.accept(aDelivery(1), LIMITS);

  ledger.end(deliveryId(1), "skipped:filtered", "no match", [{ sink: "log", payload: "{}" }]);

  expect(ledger.reports(deliveryId(1))).toMatchObject([{ runId: null, state: "waiting" }]);
});

it("keeps what was sent, what waits again and what was given up apart, and every try", async () => {
  const ledger = await ledgerWithReports();

  ledger.reportFailed(1, { ...failedUntil(START + 100), httpStatus: 503 });
  ledger.reportSent(2, TRIED);
  expect(ledger.nextReportAt({ sink: "log", ordered: true })).toBe(START + 100);
  ledger.reportFailed(1, failedUntil(null, "gone"));

  expect(ledger.waitingSinks()).toEqual([]);
  expect(ledger.reports(deliveryId(1))).toMatchObject([
    { id: 1, state: "failed", attempts: 2, lastError: "gone", nextAt: START + 100 },
    { id: 2, state: "sent", attempts: 1, lastError: null },
  ]);
  expect(ledger.outboxTries(1)).toEqual([
    { at: START, durationMs: 0, httpStatus: 503, error: "refused" },
    { at: START, durationMs: 0, httpStatus: null, error: "gone" },
  ]);
});

it("refuses to mark a report that does not wait", async () => {
  const ledger = await ledgerWithReports();
  ledger.reportSent(1, TRIED);

  for (const mark of [
    () => ledger.reportSent(1, TRIED),
    () => ledger.reportFailed(1, failedUntil(START)),
  ])
    expect(mark).toThrow(expect.objectContaining({ code: "refused" }));
  expect(() => ledger.reportSent(99, TRIED)).toThrow(
    expect.objectContaining({ code: "not_found" }),
  );
});

it("gives an ordered sink nothing that stands behind one that waits for its next try", () => {
  const ledger = tempLedger().open();
  ledger.notify(
    "a",
    [1, 2, 3].map((n) => ({ sink: "s", payload: String(n) })),
  );
  ledger.reportFailed(1, failedUntil(START + 100));

  expect(ledger.dueReports(due("s", START, true))).toEqual([]);
  expect(ledger.nextReportAt({ sink: "s", ordered: true })).toBe(START + 100);
  expect(ledger.dueReports(due("s", START)).map(({ id }) => id)).toEqual([2, 3]);
  expect(ledger.dueReports(due("s", START + 100, true)).map(({ id }) => id)).toEqual([1, 2, 3]);
});

it("takes a time that is planned too far ahead for one before the clock was put back", () => {
  const ledger = tempLedger().open();
  ledger.notify("a", [{ sink: "s", payload: "{}" }]);
  ledger.reportFailed(1, failedUntil(START + 3_600_000));

  for (const ordered of [true, false])
    expect(ledger.dueReports(due("s", START - 86_400_000, ordered))).toHaveLength(1);
});

it("is let go and taken up again by its owner, with the same id and all tries before it", () => {
  const ledger = tempLedger().open();
  ledger.notify("a", [{ sink: "s", payload: "{}" }]);
  const { messageId } = ledger.outboxEntry(1) ?? {};
  ledger.reportFailed(1, failedUntil(null));

  ledger.cancelReport(1);
  expect(ledger.outboxEntry(1)).toMatchObject({ state: "canceled", lastError: "refused" });
  expect(() => ledger.cancelReport(1)).toThrow(expect.objectContaining({ code: "refused" }));
  ledger.retryReport(1);
  expect(ledger.outboxEntry(1)).toMatchObject({ state: "waiting", attempts: 0, messageId });
  ledger.reportSent(1, TRIED);

  expect(() => ledger.retryReport(1)).toThrow(expect.objectContaining({ code: "refused" }));
  expect(ledger.outboxTries(1)).toHaveLength(2);
});

it("stops a sink once, tells it once, and forgets that where it is sent to again", () => {
  const ledger = tempLedger().open();
  ledger.notify(
    "a",
    [1, 2].map((n) => ({ sink: "s", payload: String(n) })),
  );
  const stop = { reason: "410", reports: [{ sink: "log", payload: "{}" }] };

  ledger.reportFailed(1, { ...failedUntil(null), stop });
  ledger.reportFailed(2, { ...failedUntil(null), stop });

  expect(ledger.sinkStates()).toEqual([
    { sink: "s", failingSince: START, stoppedAt: START, reason: "410" },
  ]);
  expect(ledger.outbox({ sink: "log" })).toHaveLength(1);
  expect(ledger.resumeSink("s")).toBe(true);
  expect(ledger.resumeSink("s")).toBe(false);
  expect(ledger.sinkStates()).toEqual([]);
});

it("lists by sink, state and event, newest first, a page at a time", () => {
  const ledger = tempLedger().open();
  ledger.notify("a", [
    { sink: "s", payload: "1", event: "run.failed" },
    { sink: "s", payload: "2" },
    { sink: "t", payload: "3", event: "run.failed" },
  ]);

  const ids = (filter: Parameters<typeof ledger.outbox>[0]) =>
    ledger.outbox(filter).map(({ id }) => id);
  expect(ids({})).toEqual([3, 2, 1]);
  expect(ids({ sink: "s" })).toEqual([2, 1]);
  expect(ids({ event: "run.failed", before: 3 })).toEqual([1]);
  expect(ids({ state: "sent" })).toEqual([]);
  expect(ids({ limit: 1 })).toEqual([3]);
  expect(ledger.outboxWaiting()).toEqual([
    { sink: "s", waiting: 2 },
    { sink: "t", waiting: 1 },
  ]);
});

it("finds what is due at once, however much waits for another sink", () => {
  const ledger = tempLedger().open();
  ledger.notify(
    "many",
    Array.from({ length: 50_000 }, () => ({ sink: "a", payload: "{}" })),
  );
  ledger.notify("one", [{ sink: "b", payload: "{}" }]);

  const begun = performance.now();
  for (let round = 0; round < 100; round++) {
    expect(ledger.waitingSinks()).toEqual(["a", "b"]);
    expect(ledger.dueReports(due("b", START))).toHaveLength(1);
    expect(ledger.dueReports(due("a", START, true))).toHaveLength(10);
    ledger.nextReportAt({ sink: "a", ordered: false });
  }
  // 400 questions: each would take milliseconds if it looked at all that wait.
  expect(performance.now() - begun).toBeLessThan(400);
});
