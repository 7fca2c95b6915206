// In: a hook and a delivery. Out: the text that a run of it is given, for its preview.

import type { Hook } from "../core/settings/hook.ts";
import { renderMessage, type RenderedMessage } from "../core/text/render-message.ts";
import { renderPrompt, type Rendering } from "../core/text/render-prompt.ts";
import { readPromptTemplate } from "./prompt-template.ts";

/** A delivery, its hook, and what stands in the place of a run's own digits. */
export interface RunInput extends Omit<Rendering, "template" | "hook"> {
  readonly hook: Hook;
}

/** The prompt or the message; null: a mode that is given the payload as it came. */
export async function renderRunInput(
  home: string,
  input: RunInput,
): Promise<RenderedMessage | null> {
  const { hook } = input;
  if (hook.mode === "command" || hook.mode === "forward") return null;
  if (hook.mode === "notify") return renderMessage(input);
  const read = await readPromptTemplate(home, hook);
  return read.ok ? renderPrompt({ ...input, template: read.template }) : read;
}
