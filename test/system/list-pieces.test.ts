import { expect, it } from "vitest";
import { listInPieces } from "../../src/system/list-pieces.ts";
import type { ListPiece } from "../../src/core/ports/ledger-pieces-port.ts";

it("goes on where the piece before ended, until there is no more", async () => {
  const asked: Array<[number | null, number]> = [];
  const pieces: ReadonlyArray<ListPiece<string>> = [
    { rows: ["e", "d"], below: 40 },
    { rows: [], below: 20 },
    { rows: ["a"], below: null },
  ];

  const listed = await listInPieces(5, (below, most) => {
    asked.push([below, most]);
    return pieces[asked.length - 1] ?? { rows: [], below: null };
  });

  expect(listed).toEqual({ rows: ["e", "d", "a"], pieces: 3 });
  expect(asked).toEqual([
    [null, 5],
    [40, 3],
    [20, 3],
  ]);
});

it("lets what waits go first between two pieces", async () => {
  const order: string[] = [];
  setImmediate(() => order.push("a request"));

  await listInPieces(1, (below) => {
    order.push("a piece");
    return { rows: [], below: below === null ? 1 : null };
  });

  expect(order).toEqual(["a piece", "a request", "a piece"]);
});

it("fails as a piece does", async () => {
  const failing = listInPieces(1, () => {
    throw new Error("no disk");
  });

  await expect(failing).rejects.toThrow("no disk");
});
