import { statSync } from "node:fs";
import { expect, it } from "vitest";
import type { LedgerPort, RetentionPolicy } from "../../../src/core/ports/ledger-port.ts";
import {
  aDelivery,
  DAY_MS,
  deliveryId,
  endedDelivery,
  idClaim,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempLedger,
  TRIED,
} from "../temp-ledger.ts";

const KEEP_ALL: RetentionPolicy = {
  now: START,
  days: 30,
  maxDeliveries: 100_000,
  maxBytes: 1e12,
  dedupeDays: 7,
};

/** Piece by piece until there is no more; ends what never ends. */
function pruneAll(ledger: LedgerPort, policy: Partial<RetentionPolicy>): string[] {
  const emptied: string[] = [];
  for (let piece = 0; piece < 100; piece += 1) {
    const { emptiedRuns, more } = ledger.prune({ ...KEEP_ALL, ...policy });
    emptied.push(...emptiedRuns);
    if (!more) return emptied;
  }
  throw new Error("prune does not come to an end");
}

async function endAll(ledger: LedgerPort, from: number, to: number, body?: Uint8Array) {
  const all = Array.from({ length: to - from + 1 }, (_, at) => from + at);
  const overrides = body === undefined ? {} : { body };
  await Promise.all(
    all.map((number) =>
      ledger.accept(aDelivery(number, { ...overrides, claims: [idClaim(`${number}`)] }), {
        maxQueued: 1e6,
      }),
    ),
  );
  for (const number of all) ledger.end(deliveryId(number), "success", null, []);
}

const keptBodies = (ledger: LedgerPort, to: number) =>
  Array.from({ length: to }, (_, at) => at + 1).filter(
    (number) => (ledger.content(deliveryId(number))?.body ?? null) !== null,
  );

it("changes nothing where all is to be kept", async () => {
  const ledger = tempLedger().open();
  await endAll(ledger, 1, 3);

  expect(ledger.prune(KEEP_ALL)).toEqual({ emptiedRuns: [], more: false });
  expect(keptBodies(ledger, 3)).toEqual([1, 2, 3]);
});

it("empties what is older than days and names its runs", async () => {
  const ledger = tempLedger().open();
  const answer = "long words";
  for (const number of [1, 2]) {
    await ledger.accept(aDelivery(number, { receivedAt: START + number * DAY_MS }), LIMITS);
    ledger.startRun(startedRun(number, deliveryId(number)));
    ledger.finishRun(runId(number), { status: "success", answer }, START, { kind: "done" }, []);
  }

  const emptied = pruneAll(ledger, { now: START + 5 * DAY_MS, days: 3.5 });

  expect(emptied).toEqual([runId(1)]);
  expect(ledger.content(deliveryId(1))).toEqual({ headers: [], body: null });
  expect(ledger.run(runId(1))).toMatchObject({ status: "success", answer: null });
  expect(ledger.delivery(deliveryId(1))?.status).toBe("success");
  expect(ledger.run(runId(2))?.answer).toBe(answer);
});

it("keeps the contents of the newest only", async () => {
  const ledger = tempLedger().open();
  await endAll(ledger, 1, 5);

  pruneAll(ledger, { maxDeliveries: 2 });

  expect(keptBodies(ledger, 5)).toEqual([4, 5]);
  expect(ledger.deliveries({})).toHaveLength(5);
});

it("empties the oldest until the database is small enough, and uses and returns the space", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  const body = Buffer.alloc(200_000, "x");
  await endAll(ledger, 1, 60, body);

  pruneAll(ledger, { maxBytes: 4_000_000 });

  const kept = keptBodies(ledger, 60);
  expect(kept.length).toBeGreaterThan(10);
  expect(kept.length).toBeLessThanOrEqual(20);
  expect(kept.at(-1)).toBe(60);
  ledger.close();
  expect(statSync(paths.database).size).toBeLessThan(13_000_000);
});

it("never touches what waits or runs, however old and large", async () => {
  const ledger = tempLedger().open();
  for (const number of [1, 2, 3]) await ledger.accept(aDelivery(number), LIMITS);
  ledger.hold(deliveryId(2), PAUSED);
  ledger.startRun(startedRun(3, deliveryId(3)));
  await endAll(ledger, 4, 5);

  const policy = { now: START + 400 * DAY_MS, days: 1, maxDeliveries: 1, maxBytes: 1 };
  pruneAll(ledger, { ...policy, dedupeDays: 1 });

  expect(keptBodies(ledger, 5)).toEqual([1, 2, 3]);
  expect(ledger.waitingCount()).toBe(2);
  expect(ledger.unfinishedRuns()).toHaveLength(1);
});

it("keeps rows and claims for dedupe_days, then removes the rows", async () => {
  const ledger = tempLedger().open();
  await endAll(ledger, 1, 3);
  const early = { days: 1, dedupeDays: 7 };
  const repeat = (number: number, now: number) =>
    ledger.accept(
      aDelivery(10 + number, { claims: [idClaim(`${number}`)], receivedAt: now }),
      LIMITS,
    );

  pruneAll(ledger, { ...early, now: START + 6 * DAY_MS });
  const before = await repeat(1, START + 6 * DAY_MS);
  pruneAll(ledger, { ...early, now: START + 8 * DAY_MS });
  const after = await repeat(1, START + 8 * DAY_MS);

  expect(before).toMatchObject({ kind: "duplicate", deliveryId: deliveryId(1) });
  expect(after.kind).toBe("accepted");
  expect(ledger.delivery(deliveryId(1))?.duplicates).toBe(1);
  expect(ledger.delivery(deliveryId(2))).toBeNull();
  pruneAll(ledger, { ...early, now: START + 14 * DAY_MS });
  expect(ledger.delivery(deliveryId(1))).toBeNull();
});

it("counts the age of what was held for long from its end", async () => {
  const { open, clock } = tempLedger();
  const ledger = open();
  await ledger.accept(aDelivery(1), LIMITS);
  await endAll(ledger, 2, 2);
  await ledger.accept(aDelivery(3), LIMITS);
  const emptyThenRemove = (days: number) => {
    for (let round = 1; round <= 2; round += 1) pruneAll(ledger, { now: START + days * DAY_MS });
  };
  ledger.hold(deliveryId(1), PAUSED);
  clock.advance(40 * DAY_MS);
  ledger.end(deliveryId(1), "skipped:discarded", null, []);

  emptyThenRemove(41);
  expect(keptBodies(ledger, 3)).toEqual([1, 3]);
  expect(ledger.delivery(deliveryId(2))).toBeNull();

  emptyThenRemove(71);
  expect(ledger.delivery(deliveryId(1))).toBeNull();
});

it("gives no sequence or claim row twice, also when everything has gone", async () => {
  const temp = tempLedger();
  const ledger = temp.open();
  await endAll(ledger, 1, 3);
  pruneAll(ledger, { now: START + 100 * DAY_MS });
  const late = { receivedAt: START + 100 * DAY_MS, claims: [idClaim("x", START + 200 * DAY_MS)] };

  const outcomes = [
    await ledger.accept(aDelivery(11, late), LIMITS),
    await ledger.accept(aDelivery(12, late), LIMITS),
  ];
  ledger.close();
  const again = await temp.open().accept(aDelivery(13, late), LIMITS);

  expect([...outcomes, again].map(({ kind }) => kind)).toEqual([
    "accepted",
    "duplicate",
    "duplicate",
  ]);
});

it("keeps a report that has yet to leave, and its delivery's row", async () => {
  const ledger = tempLedger().open();
  await ledger.accept(aDelivery(1), LIMITS);
  ledger.end(deliveryId(1), "success", null, [
    { sink: "log", payload: "{}" },
    { sink: "target:x", payload: "{}" },
  ]);
  ledger.reportSent(1, TRIED);
  await endedDelivery(ledger, aDelivery(2), "success");

  pruneAll(ledger, { now: START + 100 * DAY_MS });
  expect(ledger.reports(deliveryId(1))).toMatchObject([{ id: 2, state: "waiting" }]);
  ledger.reportSent(2, TRIED);
  pruneAll(ledger, { now: START + 100 * DAY_MS });

  expect(ledger.delivery(deliveryId(1))).toBeNull();
});

it("works in pieces of at most 500 deliveries", async () => {
  const ledger = tempLedger().open();
  await endAll(ledger, 1, 520);

  const first = ledger.prune({ ...KEEP_ALL, now: START + 40 * DAY_MS });

  expect(keptBodies(ledger, 520)).toHaveLength(20);
  expect(first.more).toBe(true);
}, 30_000);
