// When nothing could be received, as rows.

import type { Gap } from "../../core/records/gap.ts";
import type { NewGap } from "../../core/ports/gaps-port.ts";
import type { Connection } from "../file/connection.ts";
import { toPlain } from "../reading/rows.ts";

const COLUMNS = "id, cause, name, detail, began_at AS beganAt, ended_at AS endedAt";

/** Newest first. */
export function listGaps(connection: Connection, limit: number): Gap[] {
  return connection
    .all<Gap>(`SELECT ${COLUMNS} FROM gaps ORDER BY id DESC LIMIT ?`, [limit])
    .map(toPlain);
}

/** Those that are over and touch the time since an instant, oldest first. */
export function listGapsSince(connection: Connection, since: number): Gap[] {
  return connection
    .all<Gap>(`SELECT ${COLUMNS} FROM gaps WHERE ended_at >= ? ORDER BY began_at, id`, [since])
    .map(toPlain);
}

/** Gives its number. */
export function insertGap(connection: Connection, gap: NewGap): number {
  const { cause, name, detail, beganAt, endedAt } = gap;
  return connection.run(
    "INSERT INTO gaps (cause, name, detail, began_at, ended_at) VALUES (?, ?, ?, ?, ?)",
    [cause, name, detail, beganAt, endedAt],
  ).rowId;
}

/** A clock that was put back makes no gap end before it began. */
export function endGap(connection: Connection, id: number | null, at: number): void {
  connection.run(
    "UPDATE gaps SET ended_at = max(began_at, ?) WHERE ended_at IS NULL AND id = coalesce(?, id)",
    [at, id],
  );
}

/** What is older than any sender remembers, and the items of repairs as old; rows of repairs go with them. */
export function forgetGaps(connection: Connection, before: number): void {
  connection.run("DELETE FROM gaps WHERE ended_at < ?", [before]);
  connection.run(
    "DELETE FROM repair_items WHERE repair IN (SELECT id FROM repairs WHERE ended_at < ?)",
    [before],
  );
  connection.run("DELETE FROM repairs WHERE ended_at < ?", [before]);
}
