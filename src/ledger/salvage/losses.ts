// What is missing in a new database, by its own rows and by the lists of collect.ts.

import type { Connection } from "../file/connection.ts";
import type { SequenceRange } from "./report.ts";

/**
 * Numbers without a row, up to `known` or the newest row. From the first trace of a row that ended on: before it
 * retention has been, and left old deliveries that waited alone there.
 */
export function missingSequences(draft: Connection, known: number): SequenceRange[] {
  const first = draft.one<{ first: number | null }>(`SELECT min(sequence) AS first FROM (
      SELECT min(sequence) AS sequence FROM deliveries WHERE state = 'done'
      UNION ALL SELECT min(sequence) FROM seen_ids WHERE id NOT IN (SELECT id FROM deliveries)
      UNION ALL SELECT min(sequence) FROM bad_bodies)`)?.first;
  const all = draft.one<{ first: number | null; last: number | null }>(
    "SELECT min(sequence) AS first, max(sequence) AS last FROM deliveries",
  );
  return draft.all<SequenceRange>(
    `SELECT before + 1 AS first, sequence - 1 AS last FROM (
      SELECT sequence, lag(sequence, 1, ?1 - 1) OVER (ORDER BY sequence) AS before FROM (
        SELECT sequence FROM deliveries WHERE sequence >= ?1 UNION SELECT ?2 + 1))
    WHERE before < sequence - 1 ORDER BY sequence`,
    [first ?? all?.first ?? 1, Math.max(known, all?.last ?? 0)],
  );
}

/** Deliveries that something names, and that are not there. */
export function lostIds(draft: Connection): string[] {
  return draft
    .all<{ id: string }>(
      `SELECT id FROM (
        SELECT id FROM seen_ids
        UNION SELECT delivery_id FROM runs
        UNION SELECT delivery_id FROM outbox)
      WHERE id <> '' AND id NOT IN (SELECT id FROM deliveries) ORDER BY id`,
    )
    .map(({ id }) => id);
}

/** A body is lost where it was read and is another, or where its delivery waits and has none. */
export function lostBodies(draft: Connection): string[] {
  return draft
    .all<{ id: string }>(
      `SELECT id FROM deliveries d
      WHERE NOT EXISTS (SELECT 1 FROM contents c WHERE c.sequence = d.sequence)
        AND (state <> 'done' OR sequence IN (SELECT sequence FROM bad_bodies)
          OR sequence > (SELECT min(c.sequence) FROM contents c JOIN deliveries e USING (sequence)
            WHERE e.state = 'done'))
      ORDER BY sequence`,
    )
    .map(({ id }) => id);
}

/** Ended deliveries without a body, beside those whose body is known to be lost. */
export function countBodiless(draft: Connection): number {
  const row = draft.one<{ count: number }>(
    "SELECT count(*) AS count FROM deliveries WHERE sequence NOT IN (SELECT sequence FROM contents)",
  );
  return row?.count ?? 0;
}

/** How many numbers there are in all. */
export function countOf(ranges: readonly SequenceRange[]): number {
  return ranges.reduce((sum, { first, last }) => sum + last - first + 1, 0);
}
