// Blocks back to Markdown, for platforms that take it.

import { gfmToMarkdown } from "mdast-util-gfm";
import { toMarkdown } from "mdast-util-to-markdown";
import type { Block } from "./tree.ts";

/** Blocks as Markdown, without a newline at its end. */
export function writeMarkdown(blocks: readonly Block[]): string {
  return toMarkdown(
    { type: "root", children: [...blocks] },
    {
      extensions: [gfmToMarkdown({ tablePipeAlign: false })],
      bullet: "-",
      emphasis: "_",
      fences: true,
      rule: "-",
      listItemIndent: "one",
    },
  ).trimEnd();
}
