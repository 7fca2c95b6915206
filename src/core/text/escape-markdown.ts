// In: text from outside. Out: the same as one line of Markdown, in which it means nothing and calls nobody.

import { withoutMentions } from "./defuse.ts";

/** Writes outside text so that a reader sees it as it is, on one line. */
export function escapeMarkdown(text: string): string {
  return withoutMentions(text.toWellFormed())
    .replaceAll(/\s+/g, " ")
    .replaceAll(/[!-/:-@[-`{-~]/g, String.raw`\$&`)
    .trim();
}
