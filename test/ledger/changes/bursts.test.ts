import { describe, expect, it } from "vitest";
import type { NewDelivery } from "../../../src/core/records/new-delivery.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  PAUSED,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

const BURST = { reason: "waits for the end of a burst", burstSince: START + 1 };

async function ledgerWith(...deliveries: Array<Partial<NewDelivery>>) {
  const temp = tempLedger();
  const ledger = temp.open();
  for (const [at, overrides] of deliveries.entries())
    await ledger.accept(aDelivery(at + 1, overrides), LIMITS);
  return { ...temp, ledger, show: (number: number) => ledger.delivery(deliveryId(number)) };
}

const refused = expect.objectContaining({ code: "refused" }) as Error;

describe("a delivery that is postponed", () => {
  it("stays queued, and says until when and why", async () => {
    const { ledger, clock, show } = await ledgerWith({});
    clock.advance(9);

    ledger.postpone(deliveryId(1), START + 60, BURST);

    expect(show(1)).toMatchObject({
      state: "queued",
      status: null,
      reason: "waits for the end of a burst",
      notBefore: START + 60,
      burstSince: START + 1,
      updatedAt: START + 9,
    });
    expect(ledger.waitingCount()).toBe(1);
  });

  it("is no burst where none is named", async () => {
    const { ledger, show } = await ledgerWith({});
    ledger.postpone(deliveryId(1), START + 60, BURST);
    ledger.postpone(deliveryId(1), START + 90, { reason: "later", burstSince: null });
    expect(show(1)).toMatchObject({ notBefore: START + 90, burstSince: null });
  });

  it("waits no more for the burst where it is held, and still knows when it began", async () => {
    const { ledger, show } = await ledgerWith({});
    ledger.postpone(deliveryId(1), START + 60, BURST);
    ledger.hold(deliveryId(1), PAUSED);
    expect(show(1)).toMatchObject({ notBefore: null, burstSince: START + 1 });
  });

  it("is queued: any other is refused", async () => {
    const { ledger } = await ledgerWith({});
    ledger.hold(deliveryId(1), PAUSED);
    expect(() => ledger.postpone(deliveryId(1), START, BURST)).toThrow(refused);
    expect(() => ledger.postpone(deliveryId(9), START, BURST)).toThrow(
      expect.objectContaining({ code: "not_found" }),
    );
  });
});

describe("a merge", () => {
  it("ends the older, which names the newer, and counts it there", async () => {
    const { ledger, clock, show } = await ledgerWith({}, {});
    clock.advance(7);

    ledger.merge(deliveryId(1), deliveryId(2), "merged into the newer");

    expect(show(1)).toMatchObject({
      state: "done",
      status: "skipped:coalesced",
      reason: "merged into the newer",
      mergedInto: deliveryId(2),
      updatedAt: START + 7,
    });
    expect(show(2)).toMatchObject({ state: "queued", merged: 1, updatedAt: START + 7 });
    expect(ledger.waiting().map(({ id }) => id)).toEqual([deliveryId(2)]);
    expect(ledger.waitingCount()).toBe(1);
  });

  it("counts all that the older had taken the place of, one after the other or at once", async () => {
    const { ledger, show } = await ledgerWith({}, {}, {}, {});
    ledger.merge(deliveryId(1), deliveryId(2), "r");
    ledger.merge(deliveryId(2), deliveryId(4), "r");
    ledger.merge(deliveryId(3), deliveryId(4), "r");
    expect(show(4)).toMatchObject({ merged: 3 });
    expect(show(2)).toMatchObject({ merged: 1, mergedInto: deliveryId(4) });
  });

  it.each([
    [START + 1, null, START + 1],
    [null, START + 1, START + 1],
    [START + 1, START + 5, START + 1],
    [START + 5, START + 1, START + 1],
    [null, null, null],
  ])("keeps the earlier beginning of a burst: %s and %s", async (older, newer, kept) => {
    const { ledger, show } = await ledgerWith({}, {});
    ledger.postpone(deliveryId(1), START + 60, { ...BURST, burstSince: older });
    ledger.postpone(deliveryId(2), START + 90, { ...BURST, burstSince: newer });

    ledger.merge(deliveryId(1), deliveryId(2), "r");

    expect(show(2)).toMatchObject({ burstSince: kept, notBefore: START + 90 });
  });

  it("takes what is held, on either side", async () => {
    const { ledger, show } = await ledgerWith({}, {});
    ledger.hold(deliveryId(1), PAUSED);
    ledger.hold(deliveryId(2), { ...PAUSED, until: START + 9 });

    ledger.merge(deliveryId(1), deliveryId(2), "r");

    expect(show(1)).toMatchObject({ state: "done", heldSince: null });
    expect(show(2)).toMatchObject({ state: "held", heldUntil: START + 9, merged: 1 });
  });

  it.each<[string, Partial<NewDelivery>]>([
    ["of another entity", { entity: "octo/site#43" }],
    ["of no entity", { entity: null }],
    ["of another hook", { hookId: "other" as HookId }],
  ])("refuses a newer one %s, and changes neither", async (_, newer) => {
    const { ledger, show } = await ledgerWith({}, newer);
    const before = [show(1), show(2)];

    expect(() => ledger.merge(deliveryId(1), deliveryId(2), "r")).toThrow(refused);

    expect([show(1), show(2)]).toEqual(before);
    expect(ledger.waitingCount()).toBe(2);
  });

  it("never merges two without an entity", async () => {
    const { ledger } = await ledgerWith({ entity: null }, { entity: null });
    expect(() => ledger.merge(deliveryId(1), deliveryId(2), "r")).toThrow(refused);
  });

  it.each([
    ["the older runs", 1],
    ["the newer runs", 2],
  ])("refuses where %s", async (_, running) => {
    const { ledger, show } = await ledgerWith({}, {});
    ledger.startRun(startedRun(1, deliveryId(running)));
    expect(() => ledger.merge(deliveryId(1), deliveryId(2), "r")).toThrow(refused);
    expect(show(3 - running)?.state).toBe("queued");
    expect(ledger.waitingCount()).toBe(1);
  });

  it("refuses a delivery that is to take its own place, and one that is not there", async () => {
    const { ledger, show } = await ledgerWith({});
    const notFound = expect.objectContaining({ code: "not_found" }) as Error;
    expect(() => ledger.merge(deliveryId(1), deliveryId(1), "r")).toThrow(refused);
    expect(() => ledger.merge(deliveryId(1), deliveryId(9), "r")).toThrow(notFound);
    expect(() => ledger.merge(deliveryId(9), deliveryId(1), "r")).toThrow(notFound);
    expect(show(1)).toMatchObject({ state: "queued", merged: 0 });
  });
});
