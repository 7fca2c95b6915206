// In: what is told. Out: the body of a comment: the owner's words, or the usual ones, and the hidden lines.

import { fillTemplate } from "../../core/text/fill-template.ts";
import type { ReportStage } from "../../core/outbound/sender-report.ts";
import { harmlessMarkdown } from "../../core/outbound/sender-report-markdown.ts";
import { usualText, withHiddenLines } from "../../core/outbound/sender-report-text.ts";
import type { Telling } from "./telling.ts";

/** Characters of the words; GitHub takes 65,536 of a whole comment. */
const LONGEST_TEXT = 64_000;

/** What it is made of. */
export interface CommentParts extends Pick<
  Telling<"github">,
  "message" | "context" | "mark" | "marker"
> {
  readonly report: { readonly text?: Partial<Record<ReportStage, string | undefined>> | undefined };
}

/** Writes it. */
export function commentBody(parts: CommentParts): string {
  return withHiddenLines(commentText(parts), [parts.mark, parts.marker]);
}

/** The words alone. What stands in a template's places is made harmless; what the owner wrote stays. */
export function commentText({ report, message, context }: CommentParts): string {
  const own = report.text?.[message.stage];
  const text =
    own === undefined ? usualText(message) : fillTemplate(own, context, harmlessMarkdown).text;
  return text.length <= LONGEST_TEXT
    ? text
    : `${text.slice(0, LONGEST_TEXT).toWellFormed()}\n\n[cut]`;
}
