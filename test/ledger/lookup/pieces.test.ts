import { DatabaseSync } from "node:sqlite";
import { beforeEach, describe, expect, it } from "vitest";
import type { Delivery } from "../../../src/core/records/delivery.ts";
import type { ListPiece } from "../../../src/core/ports/ledger-pieces-port.ts";
import type { DeliveryFilter, OutboxFilter } from "../../../src/core/ports/ledger-read-port.ts";
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

describe("a list of the outbox in pieces", () => {
  it("goes on until what is seldom is found", () => {
    const { temp, ledger } = filledLedger(1);
    const database = new DatabaseSync(temp.paths.database);
    const insert = database.prepare(
      "INSERT INTO outbox (delivery_id, sink, payload, state, next_at) VALUES ('', ?, '{}', ?, 0)",
    );
    database.exec("BEGIN");
    for (let id = 1; id <= 9000; id += 1)
      insert.run(id % 3000 === 7 ? "target:seldom" : "log", id === 7 ? "waiting" : "sent");
    database.exec("COMMIT");
    database.close();
    const read = (filter: OutboxFilter) =>
      ledger.outbox({ ...filter, limit: 2 }).map(({ id }) => id);

    expect(read({})).toEqual([9000, 8999]);
    expect(read({ sink: "target:seldom" })).toEqual([6007, 3007]);
    expect(read({ sink: "target:seldom", before: 3007 })).toEqual([7]);
    expect(read({ sink: "target:seldom", state: "waiting" })).toEqual([7]);
    expect(read({ state: "failed" })).toEqual([]);
    expect(ledger.pieces.outbox({ sink: "target:seldom" }, null)).toMatchObject({ below: 6953 });
    expect(ledger.pieces.outbox({ sink: "log", state: "waiting" }, null).below).toBe(null);
  });
});
