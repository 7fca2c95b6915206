import { DatabaseSync } from "node:sqlite";
import { expect, it } from "vitest";
import type { LedgerPort } from "../../../src/core/ports/ledger-port.ts";
import {
  aDelivery,
  deliveryId,
  LIMITS,
  PAUSED,
  runId,
  START,
  startedRun,
  tempLedger,
} from "../temp-ledger.ts";

async function filledLedger(): Promise<LedgerPort> {
  const ledger = tempLedger().open();
  for (let number = 1; number <= 5; number += 1) {
    const overrides = {
      hookId: (number % 2 === 1 ? "odd" : "even") as never,
      event: number === 5 ? "push" : "issues.opened",
      entity: `e${number}`,
      receivedAt: START + number,
    };
    await ledger.accept(aDelivery(number, overrides), LIMITS);
  }
  ledger.end(deliveryId(1), "skipped:filtered", null, []);
  ledger.hold(deliveryId(2), { ...PAUSED, reason: "fuse" });
  ledger.startRun(startedRun(1, deliveryId(3)));
  ledger.finishRun(runId(1), { status: "error:exit_1" }, START, { kind: "done" }, []);
  ledger.startRun(startedRun(2, deliveryId(4)));
  return ledger;
}

const numbersOf = (rows: ReadonlyArray<{ id: string }>) =>
  rows.map(({ id }) => Number(id.slice(4)));

it.each([
  [{}, [5, 4, 3, 2, 1]],
  [{ limit: 2 }, [5, 4]],
  [{ limit: 0 }, [5]],
  [{ before: deliveryId(3) }, [2, 1]],
  [{ hookId: "odd" }, [5, 3, 1]],
  [{ state: "done" as const }, [3, 1]],
  [{ status: "skipped:filtered" }, [1]],
  [{ status: "error:*" }, [3]],
  [{ status: "%*" }, []],
  [{ status: "*" }, [3, 2, 1]],
  [{ event: "push" }, [5]],
  [{ entity: "e4" }, [4]],
  [{ hookId: "odd", state: "done" as const, limit: 1 }, [3]],
])("lists deliveries by %j", async (filter, expected) => {
  const ledger = await filledLedger();
  expect(numbersOf(ledger.deliveries(filter))).toEqual(expected);
});

it.each([
  [{}, [2, 1]],
  [{ before: runId(2) }, [1]],
  [{ hookId: "odd" }, [1]],
  [{ deliveryId: deliveryId(4) }, [2]],
  [{ state: "running" as const }, [2]],
  [{ status: "error:*" }, [1]],
])("lists runs by %j", async (filter, expected) => {
  const ledger = await filledLedger();
  expect(numbersOf(ledger.runs(filter))).toEqual(expected);
});

it("says that a list cannot start before an id that is not there", async () => {
  const ledger = await filledLedger();
  expect(() => ledger.deliveries({ before: deliveryId(99) })).toThrow(
    expect.objectContaining({ code: "not_found" }),
  );
});

it("shows each hook's past", async () => {
  const ledger = await filledLedger();
  expect(ledger.hookHistory()).toStrictEqual([
    { hookId: "even", deliveries: 2, waiting: 1, lastReceivedAt: START + 4, lastStatus: null },
    {
      hookId: "odd",
      deliveries: 3,
      waiting: 1,
      lastReceivedAt: START + 5,
      lastStatus: "error:exit_1",
    },
  ]);
});

it("finds ids of deliveries and runs by their beginning", async () => {
  const ledger = await filledLedger();
  expect(ledger.findIds("run_", 10)).toEqual([runId(1), runId(2)]);
  expect(ledger.findIds(deliveryId(3), 10)).toEqual([deliveryId(3)]);
  expect(ledger.findIds("dlv_0", 2)).toEqual([deliveryId(1), deliveryId(2)]);
  expect(ledger.findIds("%", 10)).toEqual([]);
});

it("answers null for what is not there", async () => {
  const ledger = await filledLedger();
  expect(ledger.delivery(deliveryId(99))).toBeNull();
  expect(ledger.content(deliveryId(99))).toBeNull();
  expect(ledger.run(runId(99))).toBeNull();
});

it("refuses a body that the disk has altered", async () => {
  const { open, paths } = tempLedger();
  const ledger = open();
  await ledger.accept(aDelivery(1), LIMITS);
  const other = new DatabaseSync(paths.database);
  other.exec("UPDATE contents SET body = cast('{\"number\":2}' AS BLOB)");
  other.close();

  expect(() => ledger.content(deliveryId(1))).toThrow(
    expect.objectContaining({ code: "ledger_damaged" }),
  );
});
