import { expect, it } from "vitest";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  runId,
  START,
  startedRun,
  tempLedger,
} from "./temp-ledger.ts";

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

it("writes reports with the end of a run, due at once", async () => {
  const ledger = await ledgerWithReports();

  expect(ledger.nextReportAt()).toBe(START + 10);
  expect(ledger.dueReports(START + 9, 10)).toEqual([]);
  expect(ledger.dueReports(START + 10, 1)).toStrictEqual([
    {
      id: 1,
      deliveryId: deliveryId(1),
      runId: runId(1),
      sink: "log",
      payload: '{"a":1}',
      state: "waiting",
      attempts: 0,
      nextAt: START + 10,
      lastError: null,
    },
  ]);
});

it("writes reports of a delivery that ends without a run", async () => {
  const ledger = tempLedger().open();
  await ledger.accept(aDelivery(1), LIMITS);

  ledger.end(deliveryId(1), "skipped:filtered", "no match", [{ sink: "log", payload: "{}" }]);

  expect(ledger.reports(deliveryId(1))).toMatchObject([{ runId: null, state: "waiting" }]);
});

it("keeps what was sent, what waits again and what was given up apart", async () => {
  const ledger = await ledgerWithReports();

  ledger.reportFailed(1, "refused", START + 100);
  ledger.reportSent(2);
  expect(ledger.nextReportAt()).toBe(START + 100);
  ledger.reportFailed(1, "gone", null);

  expect(ledger.nextReportAt()).toBeNull();
  expect(ledger.reports(deliveryId(1))).toMatchObject([
    { id: 1, state: "failed", attempts: 2, lastError: "gone", nextAt: START + 100 },
    { id: 2, state: "sent", attempts: 1, lastError: null },
  ]);
});

it("refuses to mark a report that does not wait", async () => {
  const ledger = await ledgerWithReports();
  ledger.reportSent(1);

  for (const mark of [
    () => ledger.reportSent(1),
    () => ledger.reportFailed(1, "late", START),
    () => ledger.reportSent(99),
  ])
    expect(mark).toThrow(expect.objectContaining({ code: "refused" }));
});
