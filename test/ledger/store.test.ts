import { expect, it } from "vitest";
import { aDelivery, deliveryId, idClaim, LIMITS, tempFolder, tempLedger } from "./temp-ledger.ts";

it("keeps claims and counts right though another process writes, against the lock", async () => {
  const folder = tempFolder();
  const one = tempLedger(folder).open();
  const other = tempLedger(folder).open();
  await one.accept(aDelivery(1, { claims: [idClaim("a")] }), LIMITS);

  const repeat = await other.accept(aDelivery(2, { claims: [idClaim("a")] }), LIMITS);
  await other.accept(aDelivery(3), LIMITS);
  const full = one.accept(aDelivery(4), { maxQueued: 2 });

  expect(repeat).toMatchObject({ kind: "duplicate", deliveryId: deliveryId(1) });
  await expect(full).rejects.toMatchObject({ code: "queue_full" });
  expect(one.waitingCount()).toBe(2);
});

it("tells everyone that it is closed", async () => {
  const ledger = tempLedger().open();
  ledger.close();
  const closed = expect.objectContaining({ code: "storage_unavailable" }) as Error;
  expect(() => ledger.waiting()).toThrow(closed);
  expect(() => ledger.hold(deliveryId(1), "held:paused", null)).toThrow(closed);
});
