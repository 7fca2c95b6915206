// In: a delivery whose turn has come. Out: whether a target took the prompt and answered.

import { readFile } from "node:fs/promises";
import type { Mode, RunRequest } from "../core/mode-port.ts";
import { keepAnswer } from "./keep-answer.ts";
import { runTarget, type TargetCall, type TargetDeps } from "./run-target.ts";
import { askTargets, targetsOf, targetsOutcome, targetsRefusal, type Asked } from "./targets.ts";
import { createTurns } from "./turns.ts";
import { writePrompt, type PromptDeps } from "./write-prompt.ts";

/** What the mode needs. */
export type WakeDeps = PromptDeps & TargetDeps;

/** Makes the mode `wake`. Every target takes one turn at a time. */
export function createWake(deps: WakeDeps): Mode {
  const turns = createTurns();
  return {
    name: "wake",
    folder: () => null,
    agent: targetsOf,
    async run(request) {
      const refusal = targetsRefusal(request);
      if (refusal !== null) return refusal;
      const prompt = await writePrompt(deps, request);
      if (!prompt.ok) return { status: "error:exception", reason: prompt.reason };
      const inputFile = prompt.file;
      const asked = await askTargets(request, (target, folder) =>
        turns.take(target.name, request.signal, () =>
          ask(deps, request, { target, folder, inputFile }),
        ),
      );
      const words = asked.filter(({ took }) => took).map(({ answer }) => answer);
      const outcome = { ...targetsOutcome(asked, request.signal), answer: words.join("\n\n") };
      return keepAnswer(deps.mask, request.runFolder, outcome);
    },
  };
}

/** A target that says nothing has not taken it, and the words of a program that failed do not count. */
async function ask(deps: TargetDeps, request: RunRequest, call: TargetCall): Promise<Asked> {
  const { name } = call.target;
  const { stdoutFile, fault } = await runTarget(deps, request, call);
  if (fault !== undefined) return { name, took: false, answer: "", fault };
  const answer = (await readFile(stdoutFile, "utf8")).trim();
  if (answer === "") return { name, took: false, answer, fault: "it said nothing" };
  return { name, took: true, answer };
}
