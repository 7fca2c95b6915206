import { expect, it } from "vitest";
import type { HookId } from "../../../src/core/records/ids.ts";
import type { NewDelivery } from "../../../src/core/records/new-delivery.ts";
import type { Ledger } from "../../../src/ledger/open.ts";
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
import { filledLedger } from "../lookup/filled.ts";

const OTHER = "other" as HookId;

function lastOf({ pieces }: Pick<Ledger, "pieces">, hookId: HookId): number | null {
  for (;;) {
    const last = pieces.lastReceivedAt(hookId);
    if (last !== undefined) return last;
  }
}

function openOne() {
  const temp = tempLedger();
  const ledger = temp.open();
  const accept = (number: number, overrides: Partial<NewDelivery> = {}) =>
    ledger.accept(aDelivery(number, { receivedAt: START + number, ...overrides }), LIMITS);
  return { ...temp, ledger, accept };
}

it("is the newest of the hook, whenever it is asked", async () => {
  const { ledger, accept } = openOne();
  expect(lastOf(ledger, HOOK)).toBeNull();
  await accept(1);
  expect(lastOf(ledger, HOOK)).toBe(START + 1);
  await accept(2, { hookId: OTHER });
  expect(lastOf(ledger, HOOK)).toBe(START + 1);
  await accept(3);
  await accept(4);
  expect(lastOf(ledger, HOOK)).toBe(START + 4);
  expect(lastOf(ledger, OTHER)).toBe(START + 2);
});

it("counts neither tests nor replays nor repeats", async () => {
  const { ledger, accept } = openOne();
  const claims = [idClaim("a")];
  await accept(1, { claims });
  await accept(2, { origin: "test" });
  await accept(3, { origin: "replay", replayOf: deliveryId(1) });
  await accept(4, { claims });
  expect(lastOf(ledger, HOOK)).toBe(START + 1);
});

it("is the same after a restart", async () => {
  const { ledger, accept, open } = openOne();
  await accept(1);
  await accept(2, { hookId: OTHER });
  ledger.close();

  expect(lastOf(open(), HOOK)).toBe(START + 1);
});

it("is remembered when retention has taken the delivery away", async () => {
  const { ledger, accept } = openOne();
  await accept(1);
  await accept(2, { hookId: OTHER });
  expect(lastOf(ledger, HOOK)).toBe(START + 1);
  for (const number of [1, 2]) ledger.end(deliveryId(number), "success", null, []);

  const policy = { now: START + 100 * DAY_MS, days: 1, maxDeliveries: 9, maxBytes: 1e9 };
  for (let round = 1; round <= 2; round += 1) ledger.prune({ ...policy, dedupeDays: 1 });

  expect(ledger.delivery(deliveryId(1))).toBeNull();
  expect(lastOf(ledger, HOOK)).toBe(START + 1);
});

it("is looked for piece by piece, also while more arrives, and then only in what came since", async () => {
  const { ledger } = filledLedger();
  const ask = (name: string) => ledger.pieces.lastReceivedAt(name as HookId);

  expect(ask("once")).toBeUndefined();
  await ledger.accept(aDelivery(50_000, { hookId: "once" as HookId }), LIMITS);
  expect([ask("once"), ask("once")]).toEqual([undefined, 777]);
  expect(ask("once")).toBe(START);
  expect(lastOf(ledger, "never" as HookId)).toBeNull();
  expect(ask("never")).toBeNull();
});
