// A list that may look at very many rows: a piece of some milliseconds at a time, and whatever arrives goes first.

import type { ListPiece } from "../core/ports/ledger-pieces-port.ts";
import { breathe } from "./breathe.ts";

/** A list, and how many pieces it took: many where what was sought is seldom. */
export interface ListedRows<Row> {
  readonly rows: Row[];
  readonly pieces: number;
}

/** Asks for pieces until the page is full or there are no more. `look`: what follows a piece, at most so many rows. */
export async function listInPieces<Row>(
  limit: number,
  look: (below: number | null, most: number) => ListPiece<Row>,
): Promise<ListedRows<Row>> {
  const rows: Row[] = [];
  let below: number | null = null;
  for (let pieces = 1; ; pieces += 1) {
    const piece = look(below, limit - rows.length);
    rows.push(...piece.rows);
    below = piece.below;
    if (below === null) return { rows, pieces };
    await breathe();
  }
}
