// A part's context: folders and children that are gone after it, whatever happened.

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Part, Row, Scale, TortureContext } from "./part.ts";

/** What a part brought. */
export interface PartResult {
  readonly part: Part;
  readonly rows: readonly Row[];
  readonly skipped: readonly string[];
  /** Whole seconds. */
  readonly seconds: number;
}

/**
 * Runs one part and undoes all that it registered, the last first.
 *
 * @param say - Where progress goes.
 */
export async function runPart(
  part: Part,
  scale: Scale,
  say: (line: string) => void,
): Promise<PartResult> {
  const undo: (() => unknown)[] = [];
  const skipped: string[] = [];
  const context: TortureContext = {
    scale,
    folder: async () => {
      const folder = await mkdtemp(path.join(tmpdir(), `wakehook-torture-${part.name}-`));
      undo.push(() => rm(folder, { recursive: true, force: true }));
      return folder;
    },
    after: (work) => undo.push(work),
    say,
    skip: (what, why) => {
      skipped.push(`${what}: ${why}`);
      say(`NOT TRIED ${what}: ${why}`);
    },
  };
  const started = performance.now();
  try {
    const rows = await part.run(context);
    return { part, rows, skipped, seconds: Math.round((performance.now() - started) / 1000) };
  } finally {
    for (const work of undo.toReversed()) await work();
  }
}
