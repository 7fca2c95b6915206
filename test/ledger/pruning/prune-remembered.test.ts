import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import type { LedgerPort, RetentionPolicy } from "../../../src/core/ports/ledger-port.ts";
import { fingerprintOfPosted } from "../../../src/core/admission/mark.ts";
import {
  aDelivery,
  DAY_MS,
  deliveryId,
  HOOK,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempLedger,
  waitingReports,
  TRIED,
} from "../temp-ledger.ts";

const POLICY: Omit<RetentionPolicy, "now"> = {
  days: 30,
  maxDeliveries: 100_000,
  maxBytes: 1e12,
  dedupeDays: 7,
};
const REPORT = { sink: "log", payload: "{}" };

function pruneAt(ledger: LedgerPort, days: number): boolean {
  return ledger.prune({ ...POLICY, now: START + days * DAY_MS }).more;
}

async function answered(ledger: LedgerPort, number: number, endedAt: number): Promise<string> {
  const text = `the answer of run number ${number}`;
  await ledger.accept(aDelivery(number), LIMITS);
  ledger.startRun(startedRun(number, deliveryId(number)));
  const outcome = { status: "success", answer: text } as const;
  ledger.finishRun(runId(number), outcome, endedAt, { kind: "done" }, []);
  return fingerprintOfPosted(text) ?? "";
}

it("forgets answers after dedupe_days, in memory too, and numbers go on", async () => {
  const { open } = tempLedger();
  const ledger = open();
  const old = await answered(ledger, 1, START);
  const late = await answered(ledger, 2, START + 2 * DAY_MS);

  pruneAt(ledger, 7);
  expect(ledger.postedBy(old)).toBe(runId(1));
  pruneAt(ledger, 8);
  expect([old, late].map((each) => ledger.postedBy(each))).toEqual([null, runId(2)]);
  pruneAt(ledger, 10);
  const next = await answered(ledger, 3, START + 10 * DAY_MS);
  expect([old, late, next].map((each) => ledger.postedBy(each))).toEqual([null, null, runId(3)]);

  ledger.close();
  const again = open();
  expect([old, late, next].map((each) => again.postedBy(each))).toEqual([null, null, runId(3)]);
});

it("remembers a notice's key for 60 days", () => {
  const { open, clock } = tempLedger();
  const ledger = open();
  ledger.notify("a", []);
  clock.advance(DAY_MS);
  ledger.notify("b", []);

  pruneAt(ledger, 60);
  expect(ledger.notify("a", [])).toBe(false);
  pruneAt(ledger, 60.5);
  expect(ledger.notify("a", [])).toBe(true);
  expect(ledger.notify("b", [])).toBe(false);
});

it("keeps a notice for as long as a delivery's content, and until it has left", () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  ledger.notify("a", [REPORT, REPORT]);
  const [first] = waitingReports(ledger);
  ledger.reportSent(first?.id ?? 0, TRIED);
  const count = () => {
    const database = new DatabaseSync(paths.database, { readOnly: true });
    const row = database.prepare("SELECT count(*) AS notices FROM outbox").get();
    database.close();
    return row?.["notices"];
  };

  pruneAt(ledger, 30);
  expect(count()).toBe(2);
  pruneAt(ledger, 300);
  expect(count()).toBe(1);
  expect(waitingReports(ledger)).toHaveLength(1);
});

it("forgets what was allowed on a day long gone", () => {
  const ledger = tempLedger().open();
  ledger.allow(HOOK, "2026-01-31", { runs: 1, usd: 1 });
  ledger.allow(HOOK, "2026-03-01", { runs: 2, usd: 0 });

  pruneAt(ledger, 60);
  expect(ledger.allowance(HOOK, "2026-01-31").runs).toBe(1);
  pruneAt(ledger, 61);
  expect(ledger.allowance(HOOK, "2026-01-31").runs).toBe(0);
  expect(ledger.allowance(HOOK, "2026-03-01").runs).toBe(2);
});

it("never lifts a pause, nor forgets what waits", async () => {
  const ledger = tempLedger().open();
  const pause = {
    kind: "all",
    name: "all",
    cause: "owner",
    reason: "by hand",
    strikes: 1,
  } as const;
  ledger.pause({ ...pause, since: START, until: null });
  for (const number of [1, 2]) await ledger.accept(aDelivery(number), LIMITS);
  ledger.hold(deliveryId(1), { ...PAUSED, until: START + 1, expiresAt: START + 2 });
  ledger.postpone(deliveryId(2), START + 1, { reason: "burst", burstSince: START });

  pruneAt(ledger, 900);

  expect(ledger.pauses()).toHaveLength(1);
  expect(ledger.waiting()).toMatchObject([{ heldUntil: START + 1 }, { notBefore: START + 1 }]);
});

it("writes nothing where there is nothing to forget, and works in pieces of 500", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  for (let number = 1; number <= 501; number += 1) ledger.notify(`key ${number}`, []);
  const changes = () => {
    const database = new DatabaseSync(paths.database, { readOnly: true });
    const row = database.prepare("SELECT value FROM meta WHERE name = 'changes'").get();
    database.close();
    return row?.["value"];
  };
  const before = changes();

  expect(pruneAt(ledger, 1)).toBe(false);
  expect(changes()).toBe(before);
  expect(pruneAt(ledger, 61)).toBe(true);
  expect(pruneAt(ledger, 61)).toBe(false);
  expect(ledger.notify("key 501", [])).toBe(true);
});

it("forgets calls that happen once after a day, also where nobody calls any more", () => {
  const { open, paths, clock } = tempLedger();
  const ledger = open();
  for (let number = 0; number < 30; number += 1)
    ledger.onceCalls.begin({ key: Buffer.alloc(32, number), body: Buffer.alloc(32) });
  clock.advance(DAY_MS / 2);
  ledger.onceCalls.begin({ key: Buffer.alloc(32, 99), body: Buffer.alloc(32) });
  const left = () => {
    const database = new DatabaseSync(paths.database, { readOnly: true });
    const row = database.prepare("SELECT count(*) AS rows FROM once_calls").get();
    database.close();
    return row?.["rows"];
  };

  expect(pruneAt(ledger, 0.9)).toBe(false);
  expect(left()).toBe(31);
  expect(pruneAt(ledger, 1)).toBe(true);
  expect(pruneAt(ledger, 1)).toBe(false);
  expect(left()).toBe(1);
});
