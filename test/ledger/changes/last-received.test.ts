import { expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { NewDelivery } from "../../../src/core/records/new-delivery.ts";
import { openLedgerReader } from "../../../src/ledger/reading/open-reader.ts";
import {
  aDelivery,
  DAY_MS,
  deliveryId,
  HOOK,
  idClaim,
  LIMITS,
  START,
  tempLedger,
} from "../temp-ledger.ts";

const OTHER = "other" as HookId;

function openOne() {
  const temp = tempLedger();
  const ledger = temp.open();
  const accept = (number: number, overrides: Partial<NewDelivery> = {}) =>
    ledger.accept(aDelivery(number, { receivedAt: START + number, ...overrides }), LIMITS);
  return { ...temp, ledger, accept };
}

it("is the newest of the hook, whenever it is asked", async () => {
  const { ledger, accept } = openOne();
  expect(ledger.lastReceivedAt(HOOK)).toBeNull();
  await accept(1);
  expect(ledger.lastReceivedAt(HOOK)).toBe(START + 1);
  await accept(2, { hookId: OTHER });
  expect(ledger.lastReceivedAt(HOOK)).toBe(START + 1);
  await accept(3);
  await accept(4);
  expect(ledger.lastReceivedAt(HOOK)).toBe(START + 4);
  expect(ledger.lastReceivedAt(OTHER)).toBe(START + 2);
});

it("counts neither tests nor replays nor repeats", async () => {
  const { ledger, accept } = openOne();
  const claims = [idClaim("a")];
  await accept(1, { claims });
  await accept(2, { origin: "test" });
  await accept(3, { origin: "replay", replayOf: deliveryId(1) });
  await accept(4, { claims });
  expect(ledger.lastReceivedAt(HOOK)).toBe(START + 1);
});

it("is the same after a restart, and for those who only read", async () => {
  const { ledger, accept, open, paths } = openOne();
  await accept(1);
  await accept(2, { hookId: OTHER });
  ledger.close();

  expect(open().lastReceivedAt(HOOK)).toBe(START + 1);
  const reader = openLedgerReader(paths.database);
  expect(reader.lastReceivedAt(HOOK)).toBe(START + 1);
  reader.close();
});

it("is remembered when retention has taken the delivery away", async () => {
  const { ledger, accept } = openOne();
  await accept(1);
  await accept(2, { hookId: OTHER });
  expect(ledger.lastReceivedAt(HOOK)).toBe(START + 1);
  for (const number of [1, 2]) ledger.end(deliveryId(number), "success", null, []);

  const policy = { now: START + 100 * DAY_MS, days: 1, maxDeliveries: 9, maxBytes: 1e9 };
  for (let round = 1; round <= 2; round += 1) ledger.prune({ ...policy, dedupeDays: 1 });

  expect(ledger.delivery(deliveryId(1))).toBeNull();
  expect(ledger.lastReceivedAt(HOOK)).toBe(START + 1);
});
