import { expect, it } from "vitest";
import { createRandomPool } from "../../src/ingress/random-pool.ts";
import { newDeliveryId, systemRandomness } from "../../src/system/randomness.ts";

it("gives every byte once, and draws in blocks", () => {
  let drawn = 0;
  let counter = 0;
  const pool = createRandomPool({
    fraction: () => 0,
    bytes(length) {
      drawn++;
      return Buffer.from(Array.from({ length }, () => counter++ % 251));
    },
  });

  const seen = Array.from({ length: 256 }, () => [...pool.bytes(16)]).flat();

  expect(seen).toEqual(Array.from({ length: 4096 }, (_, n) => n % 251));
  expect(drawn).toBe(1);
  pool.bytes(16);
  expect(drawn).toBe(2);
});

it("makes ids that differ, across blocks too", () => {
  const pool = createRandomPool(systemRandomness);

  const ids = new Set(Array.from({ length: 2000 }, () => newDeliveryId(1, pool)));

  expect(ids.size).toBe(2000);
});
