import { expect, it } from "vitest";
import { aDelivery, LIMITS, START, tempLedger, waitingReports } from "../temp-ledger.ts";

const REPORTS = [
  { sink: "log", payload: '{"notice":"budget"}' },
  { sink: "target:mail", payload: '{"notice":"budget"}' },
];

it("puts a notice into the outbox, about no delivery", () => {
  const { open, clock } = tempLedger();
  const ledger = open();
  clock.advance(3);

  expect(ledger.notify("budget:site:2026-01-31", REPORTS)).toBe(true);

  expect(waitingReports(ledger)).toMatchObject(
    REPORTS.map((report) => ({
      ...report,
      deliveryId: null,
      runId: null,
      state: "waiting",
      nextAt: START + 3,
    })),
  );
});

it("says each key once, also after a restart", () => {
  const { open } = tempLedger();
  const ledger = open();
  ledger.notify("a", REPORTS);

  expect(ledger.notify("a", REPORTS)).toBe(false);
  ledger.close();
  const next = open();
  expect(next.notify("a", REPORTS)).toBe(false);
  expect(next.notify("b", [])).toBe(true);
  expect(next.notify("b", REPORTS)).toBe(false);

  expect(waitingReports(next)).toHaveLength(2);
});

it("uses no key up where a report cannot be written", () => {
  const ledger = tempLedger().open();
  const broken = [...REPORTS, { sink: "log", payload: null as never }];

  expect(() => ledger.notify("a", broken)).toThrow();

  expect(waitingReports(ledger)).toEqual([]);
  expect(ledger.notify("a", REPORTS)).toBe(true);
});

it("counts no notice among a delivery's reports", async () => {
  const ledger = tempLedger().open();
  const delivery = aDelivery(1);
  await ledger.accept(delivery, LIMITS);
  ledger.notify("a", REPORTS);
  expect(ledger.reports(delivery.id)).toEqual([]);
});
