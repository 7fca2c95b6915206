import { expect, it } from "vitest";
import type { AcceptOutcome, NewDelivery } from "../../../src/core/records/new-delivery.ts";
import { createAcceptQueue } from "../../../src/ledger/accept/accept-queue.ts";
import { createClaimIndex } from "../../../src/ledger/accept/claim-index.ts";
import { noTotals } from "../../../src/ledger/lookup/hook-totals.ts";
import { aDelivery, deliveryId, LIMITS, tempLedger } from "../temp-ledger.ts";

/** A store that only tells how large the transactions are. */
function countingQueue() {
  const sizes: number[] = [];
  const memory = {
    waiting: 0,
    claims: createClaimIndex(),
    posted: createClaimIndex(),
    receipts: new Map(),
    facets: new Map(),
    totals: noTotals(),
  };
  const store: Parameters<typeof createAcceptQueue>[0] = {
    memory: () => memory,
    synced: () => Promise.resolve(),
    syncNow: () => undefined,
    append(work) {
      let rows = 0;
      const connection = {
        run(sql: string) {
          if (sql.startsWith("INSERT INTO deliveries")) rows += 1;
          return { changes: 1, rowId: rows };
        },
      };
      const result = work(connection as never, memory);
      sizes.push(rows);
      return result;
    },
  };
  const queue = createAcceptQueue(store, { jumps: { ahead: () => 0, behind: () => 0 } });
  return {
    sizes,
    acceptAll: (all: NewDelivery[]) =>
      acceptAll((delivery, limits) => queue.accept(delivery, limits), all),
  };
}

function acceptAll(
  accept: (delivery: NewDelivery, limits: typeof LIMITS) => Promise<AcceptOutcome>,
  all: readonly NewDelivery[],
) {
  return Promise.all(all.map((delivery) => accept(delivery, LIMITS)));
}

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at + 1);

it("writes what arrives in one turn in one transaction", async () => {
  const { sizes, acceptAll } = countingQueue();
  await acceptAll(numbers(40).map((number) => aDelivery(number)));
  expect(sizes).toEqual([40]);
});

it("bounds the rows of a transaction", async () => {
  const { sizes, acceptAll } = countingQueue();
  await acceptAll(numbers(600).map((number) => aDelivery(number)));
  expect(sizes).toEqual([256, 256, 88]);
});

it("bounds the bytes of a transaction and takes a larger body alone", async () => {
  const { sizes, acceptAll } = countingQueue();
  const bodies = [5_000_000, 1_500_000, 1_500_000, 1_500_000].map((size) => Buffer.alloc(size));
  await acceptAll(bodies.map((body, at) => aDelivery(at, { body })));
  expect(sizes).toEqual([1, 2, 1]);
});

it("settles no promise before the turn ends", async () => {
  const { open } = tempLedger();
  const ledger = open();
  let isSettled = false;
  const accepted = ledger.accept(aDelivery(1), LIMITS).finally(() => {
    isSettled = true;
  });

  await Promise.resolve();
  expect(isSettled).toBe(false);
  expect(ledger.delivery(deliveryId(1))).toBeNull();

  await accepted;
  expect(ledger.delivery(deliveryId(1))).not.toBeNull();
});

it("rejects one that does not fit and keeps the others of its batch", async () => {
  const { open } = tempLedger();
  const ledger = open();
  const broken = aDelivery(2, { receivedAt: 1.5 });

  const results = await Promise.allSettled(
    [aDelivery(1), broken, aDelivery(3), aDelivery(1)].map((each) => ledger.accept(each, LIMITS)),
  );

  expect(results.map(({ status }) => status)).toEqual([
    "fulfilled",
    "rejected",
    "fulfilled",
    "rejected",
  ]);
  expect(ledger.waiting().map(({ id }) => id)).toEqual([deliveryId(1), deliveryId(3)]);
  expect(ledger.waitingCount()).toBe(2);
});

it("writes what still waits when it is closed, and takes nothing after", async () => {
  const temp = tempLedger();
  const ledger = temp.open();
  const accepted = ledger.accept(aDelivery(1), LIMITS);

  ledger.close();

  await expect(accepted).resolves.toMatchObject({ kind: "accepted" });
  await expect(ledger.accept(aDelivery(2), LIMITS)).rejects.toMatchObject({
    code: "storage_unavailable",
  });
  expect(temp.open().waitingCount()).toBe(1);
});
