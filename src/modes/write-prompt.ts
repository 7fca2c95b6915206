// In: a delivery and the hook's template. Out: `prompt.md` in the run's folder, ready for standard input.

import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { RunRequest } from "../core/ports/mode-port.ts";
import { renderPrompt } from "../core/text/render-prompt.ts";
import type { Source } from "../core/events/source.ts";
import type { HomePaths } from "../system/home.ts";
import { readPromptTemplate } from "../system/prompt-template.ts";
import type { Randomness } from "../system/randomness.ts";

/** What making a prompt needs. */
export interface PromptDeps {
  readonly paths: Pick<HomePaths, "root" | "tasksFolder">;
  readonly randomness: Randomness;
  /** Takes the secrets in force out of what a run says. */
  readonly mask: (text: string) => string;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
}

/** The prompt's file, or why there is none. */
export type WrittenPrompt =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly reason: string };

const BOUNDARY_BYTES = 16;

/** Renders the prompt and writes it, readable for its owner alone. */
export async function writePrompt(deps: PromptDeps, request: RunRequest): Promise<WrittenPrompt> {
  const read = await readPromptTemplate(deps.paths.root, request.hook);
  if (!read.ok) return read;
  const prompt = renderPrompt({
    ...request,
    template: read.template,
    source: deps.findSource(request.delivery.source),
    boundary: deps.randomness.bytes(BOUNDARY_BYTES).toString("hex"),
  });
  if (!prompt.ok) return prompt;
  const file = path.join(request.runFolder, "prompt.md");
  await writeFile(file, prompt.text, { mode: 0o600 });
  return { ok: true, file };
}
