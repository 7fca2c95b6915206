// How far the ledger has come: two counters that only grow.

import type { Connection } from "./connection.ts";

/** A place in the ledger's life. A ledger that stands before a place where it once stood has lost something. */
export interface Position {
  /** The newest delivery's sequence; 0 where there is none. */
  readonly sequence: number;
  /** Transactions that changed something else than adding deliveries. */
  readonly changes: number;
}

/** Where the open ledger stands. */
export function readPosition(connection: Connection): Position {
  const row = connection.one<Position>(
    "SELECT coalesce((SELECT max(sequence) FROM deliveries), 0) AS sequence, (SELECT value FROM meta WHERE name = 'changes') AS changes",
  );
  return { sequence: row?.sequence ?? 0, changes: row?.changes ?? 0 };
}

/** Counts the transaction that is open as a change; accepting alone is counted by the sequence, at no cost. */
export function countChange(connection: Connection): void {
  connection.run("UPDATE meta SET value = value + 1 WHERE name = 'changes'");
}

/** True where `position` stands before `mark` in either counter. */
export function isBehind(position: Position, mark: Position): boolean {
  return position.sequence < mark.sequence || position.changes < mark.changes;
}
