// In: a delivery whose turn has come. Out: whether a target took the message. No model has a part in it.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Mode } from "../core/mode-port.ts";
import { renderMessage } from "../core/render-message.ts";
import type { Source } from "../core/source.ts";
import { keepAnswer } from "./keep-answer.ts";
import { runTarget, type TargetDeps } from "./run-target.ts";
import { askTargets, targetsOf, targetsOutcome, targetsRefusal } from "./targets.ts";

/** What the mode needs. */
export interface NotifyDeps extends TargetDeps {
  /** Takes the secrets in force out of what leaves. */
  readonly mask: (text: string) => string;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
}

/** Makes the mode `notify`. A program that ends with exit code 0 has taken the message. */
export function createNotify(deps: NotifyDeps): Mode {
  return {
    name: "notify",
    folder: () => null,
    agent: targetsOf,
    async run(request) {
      const refusal = targetsRefusal(request);
      if (refusal !== null) return refusal;
      const source = deps.findSource(request.delivery.source);
      const message = renderMessage({ ...request, source });
      if (!message.ok) return { status: "error:exception", reason: message.reason };
      const answer = deps.mask(message.text);
      const inputFile = path.join(request.runFolder, "message.txt");
      await writeFile(inputFile, `${answer}\n`, { mode: 0o600 });
      const asked = await askTargets(request, async (target, folder) => {
        const { fault } = await runTarget(deps, request, { target, folder, inputFile });
        const said = { name: target.name, took: fault === undefined, answer: "" };
        return fault === undefined ? said : { ...said, fault };
      });
      // What was told is what the run has to say.
      const outcome = { ...targetsOutcome(asked, request.signal), answer };
      return keepAnswer(deps.mask, request.runFolder, outcome);
    },
  };
}
