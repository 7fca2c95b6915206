import { expect, it } from "vitest";
import { createFindDeliveries } from "../../../src/admin/handlers/find-deliveries.ts";
import type { LedgerPiecesPort } from "../../../src/core/ports/ledger-pieces-port.ts";
import { delivery, handClock, memoryLedger } from "../harness.ts";

interface Ground {
  readonly find: ReturnType<typeof createFindDeliveries>;
  readonly clock: ReturnType<typeof handClock>;
  readonly learned: () => number;
  readonly logged: readonly string[];
}

/** A ledger whose lists take so many pieces, and that has so many blocks to learn. */
function ground(pieces: number, learn: (block: number) => boolean): Ground {
  const clock = handClock();
  const logged: string[] = [];
  const say = (message: string) => void logged.push(message);
  let blocks = 0;
  const port: LedgerPiecesPort = {
    ...memoryLedger().pieces,
    deliveries: (_, below) => {
      const at = below ?? pieces;
      return at > 1 ? { rows: [], below: at - 1 } : { rows: [delivery(1)], below: null };
    },
    learn: () => {
      blocks += 1;
      return learn(blocks);
    },
  };
  const ledger = { ...memoryLedger(), pieces: port };
  const log = { debug: say, info: say, warn: say, error: say };
  const find = createFindDeliveries({ ledger, clock, log });
  return { find, clock, learned: () => blocks, logged };
}

it("learns in the background where a list took many pieces, once at a time", async () => {
  const { find, clock, learned } = ground(9, (block) => block < 3);

  expect(await find({ limit: 5 })).toEqual([delivery(1)]);
  await find({ limit: 5 });
  expect([learned(), clock.waiting()]).toEqual([1, 1]);
  for (let turn = 0; turn < 5; turn += 1) clock.advance(1000);

  expect([learned(), clock.waiting()]).toEqual([3, 0]);
  await find({ limit: 5 });
  expect(learned()).toBe(4);
});

it("learns nothing where a list was found at once", async () => {
  const { find, learned } = ground(2, () => true);

  await find({ limit: 5 });

  expect(learned()).toBe(0);
});

it("gives up learning where the ledger was closed", async () => {
  const { find, clock, logged } = ground(9, () => {
    throw new Error("the ledger is closed");
  });

  expect(await find({ limit: 5 })).toEqual([delivery(1)]);

  expect(clock.waiting()).toBe(0);
  expect(logged).toEqual(["the ledger learns no more"]);
});
