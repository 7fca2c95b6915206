// The program is killed while it accepts. Whatever it acknowledged is there at the next start, once.

import { expect, it } from "vitest";
import { aDelivery, deliveryId, idClaim, tempFolder, tempLedger } from "./temp-ledger.ts";
import { acceptUntilKilled } from "./run-child.ts";

const KILL_AFTER_MS = [15, 60, 110, 35];

it("keeps every acknowledged delivery, once, over several kills", async () => {
  const folder = tempFolder();
  const acknowledged: number[] = [];
  for (const [round, killAfterMs] of KILL_AFTER_MS.entries()) {
    acknowledged.push(
      ...(await acceptUntilKilled(folder, (round + 1) * 1_000_000, { killAfterMs })),
    );
  }

  const { open, clock } = tempLedger(folder);
  const ledger = open();
  const waiting = ledger.waiting().map(({ id }) => id);

  expect(acknowledged.length).toBeGreaterThan(100);
  expect(new Set(waiting).size).toBe(waiting.length);
  expect(ledger.waitingCount()).toBe(waiting.length);
  const present = new Set(waiting);
  expect(acknowledged.filter((number) => !present.has(deliveryId(number)))).toEqual([]);
  const repeats = await Promise.all(
    acknowledged.slice(-50).map((number) =>
      ledger.accept(
        aDelivery(number + 500_000, {
          receivedAt: clock.now(),
          claims: [idClaim(String(number))],
        }),
        { maxQueued: 1e9 },
      ),
    ),
  );
  expect(new Set(repeats.map(({ kind }) => kind))).toEqual(new Set(["duplicate"]));
}, 60_000);

it("would notice a program that acknowledges before the disk has it", async () => {
  const folder = tempFolder();
  let lost = 0;
  for (let round = 1; round <= 20 && lost === 0; round += 1) {
    const first = round * 1_000_000;
    const acknowledged = await acceptUntilKilled(folder, first, {
      killAfterMs: 10 + round,
      early: true,
    });
    const ledger = tempLedger(folder).open();
    lost = acknowledged.filter((number) => ledger.delivery(deliveryId(number)) === null).length;
    ledger.close();
  }
  expect(lost).toBeGreaterThan(0);
}, 60_000);
