import { beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/core/records/delivery.ts";
import type { DeliveryFilter, ListPiece } from "../../../src/core/ports/ledger-port.ts";
import type { HookId } from "../../../src/core/records/ids.ts";
import { aDelivery, deliveryId, LIMITS } from "../temp-ledger.ts";
import { filledLedger, type Filled, type FilledRow } from "./filled.ts";

const hook = (name: string) => name as HookId;
let filled: Filled;
beforeEach(() => {
  filled = filledLedger();
});

/** Newest first. */
function idsOf(rows: readonly FilledRow[]): string[] {
  return rows.map(({ sequence }) => deliveryId(sequence)).toReversed();
}

/** All pieces of a list, and how many there were. */
function readAll(filter: DeliveryFilter & { limit: number }): { rows: Delivery[]; pieces: number } {
  const { pieces } = filled.ledger;
  const rows: Delivery[] = [];
  let below: number | null = null;
  for (let count = 1; ; count += 1) {
    const limit = filter.limit - rows.length;
    const piece: ListPiece<Delivery> = pieces.deliveries({ ...filter, limit }, below);
    rows.push(...piece.rows);
    below = piece.below;
    if (below === null) return { rows, pieces: count };
  }
}

function learnAll(): number {
  let blocks = 0;
  while (filled.ledger.pieces.learn()) blocks += 1;
  return blocks;
}

const CASES: ReadonlyArray<[DeliveryFilter, (row: FilledRow) => boolean]> = [
  [{}, () => true],
  [{ hookId: hook("hook-1") }, (row) => row.hook === "hook-1"],
  [{ hookId: hook("once") }, (row) => row.hook === "once"],
  [{ hookId: hook("never") }, () => false],
  [{ event: "event.3" }, (row) => row.event === "event.3"],
  [{ entity: "only, \u0000this\n" }, (row) => row.hook === "once"],
  [{ entity: "entity#31" }, (row) => row.entity === "entity#31"],
  [{ entity: "entity#31", event: "event.3" }, (row) => row.sequence === 31],
  [{ entity: "entity#31", event: "event.4" }, () => false],
  [{ status: "error:exit_1" }, (row) => row.status === "error:exit_1"],
  [{ status: "error:*" }, (row) => row.status?.startsWith("error:") === true],
  [{ status: "*" }, (row) => row.status !== null],
  [{ status: "held:*" }, () => false],
  [
    { status: "error:*", hookId: hook("hook-0") },
    (row) => row.hook === "hook-0" && row.status?.startsWith("error:") === true,
  ],
  [{ state: "queued" }, (row) => row.state === "queued"],
  [{ state: "held" }, () => false],
  [{ state: "running" }, () => false],
  [{ state: "done", event: "event.0" }, (row) => row.state === "done" && row.event === "event.0"],
  [{ tasks: true }, (row) => row.task !== null],
  [{ tasks: true, status: "success" }, (row) => row.task !== null && row.status === "success"],
];

describe("a list in pieces", () => {
  it("has what a look at every row finds, learned or not, whole or not", () => {
    const found = (limit: number) =>
      CASES.map(([filter]) => readAll({ ...filter, limit }).rows.map(({ id }) => id));
    const expected = (limit: number) =>
      CASES.map(([, holds]) => idsOf(filled.rows.filter(holds)).slice(0, limit));

    expect(found(70)).toEqual(expected(70));
    learnAll();
    expect(found(70)).toEqual(expected(70));
    expect(
      CASES.map(([filter]) => filled.ledger.deliveries({ ...filter, limit: 70 })).map((list) =>
        list.map(({ id }) => id),
      ),
    ).toEqual(expected(70));
  });

  it("goes on from a page's last one", () => {
    const before = deliveryId(20_000);
    const older = filled.rows.filter(({ sequence }) => sequence < 20_000);
    learnAll();

    const found = CASES.map(([filter]) =>
      readAll({ ...filter, before, limit: 5 }).rows.map(({ id }) => id),
    );

    expect(found).toEqual(CASES.map(([, holds]) => idsOf(older.filter(holds)).slice(0, 5)));
  });

  it("looks at few pieces for what indexes or marks know", () => {
    expect(readAll({ entity: "entity#31", limit: 50 }).pieces).toBeGreaterThan(3);

    const blocks = learnAll();

    expect(blocks).toBe(Math.floor(filled.rows.length / 2048));
    for (const filter of [{ entity: "entity#31" }, { hookId: hook("once") }, { tasks: true }])
      expect(readAll({ ...filter, limit: 1 }).pieces).toBeLessThanOrEqual(2);
  });

  it("finds what came after it learned", async () => {
    learnAll();
    await filled.ledger.accept(aDelivery(50_000, { entity: "entity#31" }), LIMITS);

    const found = readAll({ entity: "entity#31", limit: 50 }).rows.map(({ id }) => id);

    expect(found).toEqual([deliveryId(50_000), deliveryId(31)]);
  });

  it("refuses to go on from a delivery that is not there", () => {
    expect(() => readAll({ before: deliveryId(99_999), limit: 5 })).toThrow("there is no");
  });
});
