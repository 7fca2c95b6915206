import { describe, expect, it } from "vitest";
import type { HookTotal } from "../../../src/core/ports/ledger-pieces-port.ts";
import type { Ledger } from "../../../src/ledger/open.ts";
import { aDelivery, DAY_MS, deliveryId, LIMITS, START, tempLedger } from "../temp-ledger.ts";
import { filledLedger } from "./filled.ts";

function totals({ pieces }: Ledger): { hooks: readonly HookTotal[]; pieces: number } {
  for (let count = 1; ; count += 1) {
    const hooks = pieces.hookTotals();
    if (hooks !== null) return { hooks, pieces: count };
  }
}

describe("what is counted of hooks", () => {
  it("is counted in pieces once, and then only what came since", () => {
    const { ledger, rows } = filledLedger(25_000);
    const counted = totals(ledger);

    expect(counted.pieces).toBe(6);
    for (const { hookId, deliveries, waiting, newest, lastReceivedAt } of counted.hooks) {
      const own = rows.filter(({ hook }) => hook === hookId);
      expect(deliveries).toBe(own.length);
      expect(waiting).toBe(own.filter(({ state }) => state === "queued").length);
      expect([newest, lastReceivedAt]).toEqual([own.at(-1)?.sequence, own.at(-1)?.sequence]);
    }
    expect(counted.hooks.map(({ hookId }) => hookId)).toEqual([
      "hook-0",
      "hook-1",
      "hook-2",
      "once",
    ]);
    expect(totals(ledger).pieces).toBe(1);
  });

  it("counts what arrives, and no more what retention removes", async () => {
    const ledger = tempLedger().open();
    for (const number of [1, 2, 3]) await ledger.accept(aDelivery(number), LIMITS);
    expect(totals(ledger).hooks).toMatchObject([{ deliveries: 3, waiting: 3 }]);

    for (const number of [1, 2]) ledger.end(deliveryId(number), "success", null, []);
    const now = START + 400 * DAY_MS;
    await ledger.accept(aDelivery(4, { receivedAt: now }), LIMITS);
    const policy = { now, days: 1, dedupeDays: 2, maxDeliveries: 1000, maxBytes: Infinity };
    // First their contents go, then their rows.
    for (const _ of [1, 2]) ledger.prune(policy);

    expect(totals(ledger).hooks).toMatchObject([
      { deliveries: 2, waiting: 2, lastReceivedAt: now },
    ]);
  });
});
