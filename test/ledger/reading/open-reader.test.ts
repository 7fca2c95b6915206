import { readFileSync, writeFileSync } from "node:fs";
import { expect, it } from "vitest";
import { openLedgerReader } from "../../../src/ledger/open.ts";
import { aDelivery, deliveryId, LIMITS, tempFolder, tempLedger } from "../temp-ledger.ts";

it("sees what the daemon writes, as it writes", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  await ledger.accept(aDelivery(1), LIMITS);
  const reader = openLedgerReader(paths.database);
  const seen: number[] = [];

  for (let number = 2; number <= 50; number += 1) {
    const accepted = ledger.accept(aDelivery(number), LIMITS);
    seen.push(reader.deliveries({ limit: 1000 }).length);
    await accepted;
  }
  ledger.end(deliveryId(1), "success", null, []);

  expect(seen).toEqual(Array.from({ length: 49 }, (_, at) => at + 1));
  expect(reader.delivery(deliveryId(1))?.status).toBe("success");
  reader.close();
});

it("does not keep the daemon from folding its log into the database", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  const reader = openLedgerReader(paths.database);
  const body = Buffer.alloc(1_000_000, "x");
  for (let number = 1; number <= 30; number += 1) {
    await ledger.accept(aDelivery(number, { body }), LIMITS);
    reader.deliveries({ limit: 1 });
    ledger.end(deliveryId(number), "success", null, []);
  }
  expect(readFileSync(`${paths.database}-wal`).length).toBeLessThan(14_000_000);
  reader.close();
});

it("reads a ledger whose daemon has ended, and changes no byte", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  await ledger.accept(aDelivery(1), LIMITS);
  ledger.close();
  const before = readFileSync(paths.database);

  const reader = openLedgerReader(paths.database);

  expect(reader.deliveries({})).toHaveLength(1);
  reader.close();
  expect(readFileSync(paths.database).equals(before)).toBe(true);
});

it("outlives the daemon and does not get in the way of the next one", async () => {
  const { open, paths } = tempLedger();
  const first = open();
  const reader = openLedgerReader(paths.database);
  await first.accept(aDelivery(1), LIMITS);
  first.close();
  const second = open();
  await second.accept(aDelivery(2), LIMITS);

  expect(reader.deliveries({})).toHaveLength(2);
  reader.close();
});

it("says where there is no ledger yet", () => {
  expect(() => openLedgerReader(`${tempFolder()}/wakehook.db`)).toThrow(
    expect.objectContaining({ code: "not_found" }),
  );
});

it.each([
  ["no database", "x".repeat(5000)],
  ["empty", ""],
])("says so of a file that is %s", (_, content) => {
  const file = `${tempFolder()}/wakehook.db`;
  writeFileSync(file, content);
  expect(() => openLedgerReader(file)).toThrow(expect.objectContaining({ code: "ledger_damaged" }));
});
