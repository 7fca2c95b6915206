// Which hooks, events and entities the blocks of deliveries have: known in memory, as far as somebody asked for what is
// seldom. None of the three ever changes in a delivery; what retention removes leaves marks that lead to nothing.

import type { DeliveryFilter } from "../../core/ports/ledger-read-port.ts";
import type { Connection } from "../file/connection.ts";
import { BLOCK_ROWS, marksOf, mayHold, type BlockMarks } from "./block-marks.ts";

/** Marks by the number of their block: `sequence / BLOCK_ROWS`, rounded down. */
export type Facets = Map<number, BlockMarks>;

/** The texts that a block must have, where a filter is to find something in it. */
export function facetsOf({ hookId, event, entity }: DeliveryFilter): string[] {
  return [mark("h", hookId), mark("v", event), mark("n", entity)].filter((text) => text !== null);
}

/** A range of deliveries in which something may be found. */
export interface Range {
  /** The first sequence that is looked at. */
  readonly from: number;
  /** The first that is not. */
  readonly below: number;
}

/** The newest range below a sequence that may have all these texts, and no longer than some rows; null: there is none. */
export function nextRange(
  facets: ReadonlyMap<number, BlockMarks>,
  wanted: readonly string[],
  { from, below, most }: Range & { readonly most: number },
): Range | null {
  const mayHave = (block: number): boolean => {
    const marks = facets.get(block);
    return marks === undefined || wanted.every((text) => mayHold(marks, text));
  };
  const first = blockOf(from);
  let block = blockOf(below - 1);
  while (block >= first && !mayHave(block)) block -= 1;
  if (block < first) return null;
  const top = Math.min(below, (block + 1) * BLOCK_ROWS);
  while (block > first && top - block * BLOCK_ROWS < most && mayHave(block - 1)) block -= 1;
  return { from: Math.max(from, top - most, block * BLOCK_ROWS), below: top };
}

/** Learns the newest block that is whole and not known. false: all are known. */
export function learnBlock(connection: Connection, facets: Facets): boolean {
  const ends = connection.one<{ oldest: number | null; newest: number | null }>(
    "SELECT (SELECT min(sequence) FROM deliveries) AS oldest, (SELECT max(sequence) FROM deliveries) AS newest",
  );
  if (ends === undefined || ends.oldest === null || ends.newest === null) return false;
  const oldest = blockOf(ends.oldest);
  for (const block of facets.keys()) if (block < oldest) facets.delete(block);
  // The newest block grows yet.
  for (let block = blockOf(ends.newest) - 1; block >= oldest; block -= 1) {
    if (facets.has(block)) continue;
    facets.set(block, readMarks(connection, block));
    return true;
  }
  return false;
}

function readMarks(connection: Connection, block: number): BlockMarks {
  // Gathered by SQLite: a row for each delivery would cost four times as much.
  const row = connection.one<{ hooks: string; events: string; entities: string }>(
    `SELECT json_group_array(DISTINCT hook_id) AS hooks, json_group_array(DISTINCT event) AS events,
      json_group_array(DISTINCT entity) AS entities
    FROM deliveries WHERE sequence >= ? AND sequence < ?`,
    [block * BLOCK_ROWS, (block + 1) * BLOCK_ROWS],
  );
  const texts = (kind: string, list = "[]") =>
    (JSON.parse(list) as Array<string | null>).map((text) => mark(kind, text ?? undefined));
  const all = [...texts("h", row?.hooks), ...texts("v", row?.events), ...texts("n", row?.entities)];
  return marksOf(new Set(all.filter((text) => text !== null)));
}

function blockOf(sequence: number): number {
  return Math.floor(sequence / BLOCK_ROWS);
}

function mark(kind: string, text: string | undefined): string | null {
  return text === undefined ? null : `${kind} ${text}`;
}
