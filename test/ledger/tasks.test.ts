import { expect, it } from "vitest";
import {
  aDelivery,
  DAY_MS,
  deliveryId,
  endedDelivery,
  LIMITS,
  START,
  tempLedger,
} from "./temp-ledger.ts";

const task = { title: "A button \u{1F600}", description: "It does\nnothing.", tags: ["bug", "ui"] };

it("keeps what a delivery is as a task, and lists tasks alone", async () => {
  const temp = tempLedger();
  const ledger = temp.open();
  await ledger.accept(aDelivery(1, { task }), LIMITS);
  await ledger.accept(aDelivery(2), LIMITS);
  await ledger.accept(aDelivery(3, { task }), LIMITS);
  ledger.end(deliveryId(3), "skipped:discarded", null, []);

  expect(ledger.delivery(deliveryId(1))?.task).toEqual(task);
  expect(ledger.delivery(deliveryId(2))?.task).toBeNull();
  expect(ledger.deliveries({ tasks: true }).map(({ id }) => id)).toEqual([3, 1].map(deliveryId));
  const held = { status: "held:todo", reason: null, until: null, expiresAt: null } as const;
  ledger.hold(deliveryId(1), held);
  const todo = ledger.deliveries({ tasks: true, state: "held" });
  expect(todo.map(({ id }) => id)).toEqual([deliveryId(1)]);
  ledger.close();

  expect(temp.open().delivery(deliveryId(1))?.task).toEqual(task);
});

it("empties a task's description with the body that it was read from", async () => {
  const ledger = tempLedger().open();
  await endedDelivery(ledger, aDelivery(1, { task, claims: [] }), "success");
  await ledger.accept(aDelivery(2, { task, receivedAt: START }), LIMITS);
  const policy = { now: START + 31 * DAY_MS, days: 30, maxDeliveries: 1e5, maxBytes: 1e12 };
  ledger.prune({ ...policy, dedupeDays: 365 });

  expect(ledger.delivery(deliveryId(1))?.task).toEqual({ ...task, description: "" });
  expect(ledger.delivery(deliveryId(2))?.task).toEqual(task);
});
