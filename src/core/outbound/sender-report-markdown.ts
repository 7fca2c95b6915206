// In: words of an agent, or of a stranger, that are to stand in a comment. Out: the same for a reader, with nothing
// in it that the place acts on: a comment is posted with the owner's rights, and some of its words are commands.

import { withoutMentions } from "../text/defuse.ts";

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
/** `/merge` of GitLab and of many bots: a word behind a slash that begins a line. A path has a second slash. */
const COMMAND = /^([ \t>]*)\/(?=[A-Za-z][\w-]*(?:\s|$))/;
const WORD_JOINER = "\u2060";

/**
 * Calls nobody, commands nothing, hides nothing of what follows, and closes a block of code that was left open.
 * Code stays as it is, commands apart: it is copied, and calls nobody.
 */
export function harmlessMarkdown(text: string): string {
  let open: string | null = null;
  const lines = text
    .toWellFormed()
    .split(/\r\n|\r|\n/)
    .map((line) => {
      const [, fence, rest = ""] = FENCE.exec(line) ?? [];
      const isCode = open !== null;
      if (fence !== undefined && open === null) open = fence;
      else if (fence !== undefined && open !== null && closes(open, fence, rest)) open = null;
      const tamed = line.replace(COMMAND, `$1${WORD_JOINER}/`);
      return isCode ? tamed : withoutMentions(tamed);
    });
  return [...lines, ...(open === null ? [] : [open])].join("\n");
}

function closes(open: string, fence: string, rest: string): boolean {
  return fence.startsWith(open) && rest.trim() === "";
}
