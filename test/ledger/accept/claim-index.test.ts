import * as fc from "fast-check";
import { expect, it } from "vitest";
import {
  claimKey,
  createClaimIndex,
  fingerprintOf,
  loadClaimIndex,
} from "../../../src/ledger/accept/claim-index.ts";
import { openForReading } from "../../../src/ledger/file/connection.ts";
import { aDelivery, idClaim, LIMITS, tempLedger } from "../temp-ledger.ts";

const print = (number: number) => fingerprintOf(claimKey("hook", `id:${number}`));

it("finds what a map finds", () => {
  const step = fc.oneof(
    fc.record({ kind: fc.constant("set" as const), key: fc.nat(40) }),
    fc.record({
      kind: fc.constant("forget" as const),
      share: fc.double({ min: 0, max: 1, noNaN: true }),
    }),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 200 }), (steps) => {
      const index = createClaimIndex();
      const model = new Map<number, number>();
      let row = 0;
      for (const each of steps) {
        if (each.kind === "set") {
          row += 1;
          index.set(print(each.key), row);
          model.set(each.key, row);
        } else {
          const first = Math.floor(each.share * row) + 1;
          index.forgetBefore(first);
          for (const [key, at] of model) if (at < first) model.delete(key);
        }
      }
      for (let key = 0; key <= 40; key += 1) {
        expect(index.find(print(key))).toBe(model.get(key) ?? null);
      }
    }),
  );
});

it("keeps all while it grows", () => {
  const index = createClaimIndex();
  for (let number = 1; number <= 20_000; number += 1) index.set(print(number), number);

  const wrong = Array.from({ length: 20_000 }, (_, at) => at + 1).filter(
    (number) => index.find(print(number)) !== number,
  );

  expect(wrong).toEqual([]);
  expect(index.find(print(20_001))).toBeNull();
});

it("is filled from the table in the order of its rows", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  for (let number = 1; number <= 3; number += 1)
    await ledger.accept(aDelivery(number, { claims: [idClaim(`${number}`)] }), LIMITS);
  const connection = openForReading(paths.database);

  const index = loadClaimIndex(connection, "claims");

  connection.close();
  const rows = [1, 2, 3].map((number) =>
    index.find(fingerprintOf(claimKey("github-site", `id:${number}`))),
  );
  expect(rows).toEqual([1, 2, 3]);
});
