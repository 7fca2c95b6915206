import { expect, it } from "vitest";
import { hookHistories } from "../../../src/admin/handlers/hook-histories.ts";
import type { LedgerPiecesPort } from "../../../src/core/ports/ledger-pieces-port.ts";
import { delivery, hookId, memoryLedger } from "../harness.ts";

const total = (name: string, newest: number) => ({
  hookId: hookId(name),
  deliveries: 2,
  waiting: 1,
  lastReceivedAt: newest,
  newest,
});

function ledgerThatCounts(pieces: number) {
  const asked: Array<[string | undefined, number | null]> = [];
  let left = pieces;
  const port: LedgerPiecesPort = {
    ...memoryLedger().pieces,
    hookTotals() {
      left -= 1;
      return left > 0 ? null : [total("site", 7), total("other", 9)];
    },
    deliveries(filter, below) {
      asked.push([filter.hookId, below]);
      const status = filter.hookId === "site" ? "error:timeout" : null;
      return { rows: status === null ? [] : [delivery(7, { status })], below: null };
    },
  };
  return { asked, ledger: { ...memoryLedger(), pieces: port } };
}

it("counts piece by piece, and looks for the newest end from each hook's newest delivery on", async () => {
  const { asked, ledger } = ledgerThatCounts(4);

  const histories = await hookHistories({ ledger });

  expect(histories).toEqual([
    { hookId: "site", deliveries: 2, waiting: 1, lastReceivedAt: 7, lastStatus: "error:timeout" },
    { hookId: "other", deliveries: 2, waiting: 1, lastReceivedAt: 9, lastStatus: null },
  ]);
  expect(asked).toEqual([
    ["site", 8],
    ["other", 10],
  ]);
});

it("looks for the one hook that is asked for", async () => {
  const { asked, ledger } = ledgerThatCounts(1);

  const histories = await hookHistories({ ledger }, "other");

  expect(histories.map((one) => one.hookId)).toEqual(["other"]);
  expect(asked).toEqual([["other", 10]]);
});
