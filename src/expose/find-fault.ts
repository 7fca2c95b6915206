// In: a line of a program's output. Out: what it means for the owner, where one of the known faults is told in it.

import type { Fault } from "./program.ts";

/** One known fault, as data. */
export interface FaultRow {
  readonly when: RegExp;
  readonly say: (match: readonly string[]) => string;
  readonly hint?: string;
  /** It may be over by itself. */
  readonly isPassing?: true;
}

/** The first row whose words stand in the line. */
export function findFault(rows: readonly FaultRow[], line: string): Fault | null {
  for (const { when, say, hint, isPassing } of rows) {
    const match = when.exec(line);
    if (match !== null) return { needsOwner: isPassing !== true, message: say([...match]), hint };
  }
  return null;
}
