// In: a delivery, what was received, its hook and the owner's template. Out: the prompt as a program gets it.
// The one way to a prompt: a run, its preview and a dry run differ in the boundary and the mark alone.

import type { Delivery, DeliveryContent } from "./delivery.ts";
import type { Hook } from "./hook.ts";
import { mediaTypeOf, parsePayload } from "./payload.ts";
import { buildPrompt, type Prompt } from "./prompt.ts";
import type { Source } from "./source.ts";

/** What a prompt is rendered from. */
export interface Rendering {
  /** The owner's words: `prompt_template`, or what stands in `prompt_file`. */
  readonly template: string;
  readonly hook: Pick<Hook, "title" | "appendPayload">;
  readonly delivery: Pick<
    Delivery,
    "id" | "event" | "entity" | "method" | "path" | "contentType" | "source"
  >;
  readonly content: DeliveryContent;
  /** The sender preset of the delivery; absent: of a sender that is not known. */
  readonly source: Pick<Source, "bodyShapes" | "names"> | undefined;
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
  const { template, hook, delivery, content, source, boundary, mark } = rendering;
  if (content.body === null) return { ok: false, reason: "the body was emptied by retention" };
  const shapes = source?.bodyShapes ?? ["object"];
  const parsed = parsePayload(shapes, mediaTypeOf(delivery.contentType), content.body);
  if (!parsed.ok) return { ok: false, reason: parsed.reason };
  const prompt = buildPrompt({
    template,
    appendPayload: hook.appendPayload,
    boundary,
    title: hook.title,
    mark,
    context: {
      payload: parsed.payload,
      event: delivery.event,
      entity: delivery.entity,
      deliveryId: delivery.id,
      headers: content.headers,
      method: delivery.method,
      path: delivery.path,
      names: source?.names,
    },
  });
  return { ok: true, ...prompt };
}
