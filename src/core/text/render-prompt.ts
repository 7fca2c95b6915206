// In: a delivery, what was received, its hook and the owner's template. Out: the prompt as a program gets it.
// The one way to a prompt: a run, its preview and a dry run differ in the boundary and the mark alone.

import type { Hook } from "../settings/hook.ts";
import { buildPrompt, type Prompt } from "./prompt.ts";
import { templateContext, type KnownDelivery } from "./template-context.ts";

/** What a prompt is rendered from. */
export interface Rendering extends KnownDelivery {
  /** The owner's words: `prompt_template`, or what stands in `prompt_file`. */
  readonly template: string;
  readonly hook: Pick<Hook, "title" | "appendPayload">;
  /** See `PromptParts`. */
  readonly boundary: string;
  readonly mark?: string | undefined;
}

/** The prompt, or why there is none. */
export type RenderedPrompt =
  | ({ readonly ok: true } & Prompt)
  | { readonly ok: false; readonly reason: string };

/** What stands in a preview where a run has digits of its own: nobody may act on a prompt with these. */
export const PREVIEW_BOUNDARY = "0".repeat(16);
/** What stands in a preview where a run has the line that marks its work. */
export const PREVIEW_MARK = "wakehook-run: (a line of its own for each run)";

/** Renders the prompt of a delivery. */
export function renderPrompt(rendering: Rendering): RenderedPrompt {
  const { template, hook, boundary, mark } = rendering;
  const known = templateContext(rendering);
  if (!known.ok) return known;
  const prompt = buildPrompt({
    template,
    appendPayload: hook.appendPayload,
    boundary,
    title: hook.title,
    mark,
    context: known.context,
  });
  return { ok: true, ...prompt };
}
