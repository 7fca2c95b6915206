// In: how a run ended. Out: the same, its answer in `result.md` for a person who looks into the run's folder.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunOutcome } from "../core/delivery.ts";
import { toError } from "../core/errors.ts";

/** The answer is in the outcome as well: a disk that has no room for the file makes no failure of a run. */
export async function keepAnswer(runFolder: string, outcome: RunOutcome): Promise<RunOutcome> {
  try {
    await writeFile(path.join(runFolder, "result.md"), outcome.answer ?? "", { mode: 0o600 });
    return outcome;
  } catch (thrown) {
    const error: NodeJS.ErrnoException = toError(thrown);
    const words = `result.md could not be written: ${error.code ?? error.message}`;
    return { ...outcome, reason: [outcome.reason, words].filter(Boolean).join("; ") };
  }
}
