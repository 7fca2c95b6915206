// In: how a run ended. Out: the same without secrets, its answer in `result.md` for a person who looks into the
// run's folder. An agent that read the owner's files may say what stood there: from here on its words are in the
// ledger, in reports and on screens.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunOutcome } from "../core/records/run.ts";
import { toError } from "../core/records/errors.ts";

/**
 * Masks the words of an outcome and writes its answer down. The answer is in the outcome as well: a disk that has
 * no room for the file makes no failure of a run.
 */
export async function keepAnswer(
  mask: (text: string) => string,
  runFolder: string,
  ended: RunOutcome,
): Promise<RunOutcome> {
  const outcome = withoutSecrets(mask, ended);
  try {
    await writeFile(path.join(runFolder, "result.md"), outcome.answer ?? "", { mode: 0o600 });
    return outcome;
  } catch (thrown) {
    const error: NodeJS.ErrnoException = toError(thrown);
    const words = `result.md could not be written: ${error.code ?? error.message}`;
    return { ...outcome, reason: [outcome.reason, words].filter(Boolean).join("; ") };
  }
}

function withoutSecrets(mask: (text: string) => string, outcome: RunOutcome): RunOutcome {
  const { reason, answer, deniedTools } = outcome;
  return {
    ...outcome,
    ...(reason === undefined ? {} : { reason: mask(reason) }),
    ...(answer === undefined ? {} : { answer: mask(answer) }),
    ...(deniedTools === undefined ? {} : { deniedTools: deniedTools.map(mask) }),
  };
}
