// The short run of a part, as `npm test` has it.

import { expect } from "vitest";
import { runPart } from "../../torture/context.ts";
import type { Part } from "../../torture/part.ts";

/** Runs a part and expects every promise to be kept. What this machine cannot try is said in the output. */
export async function expectShortRunKept(part: Part): Promise<void> {
  const { rows, skipped } = await runPart(part, "short", (line) => console.info(line));

  expect(rows.filter(({ kept }) => !kept)).toEqual([]);
  expect(rows.length + skipped.length).toBeGreaterThan(0);
  for (const what of skipped) console.warn(`SKIPPED: ${what}`);
}
