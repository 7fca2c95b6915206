// What agents and wakehook write in Markdown, as far as it helps a reader: code, emphasis, escapes. No link, no
// picture and no HTML comes of it: the words of an agent may be those of a stranger.

import { html, type Markup, type Part } from "../markup.ts";

/** Longer texts are shown as they are: what is formatted is looked through letter by letter. */
const MOST_FORMATTED = 65_536;
const FENCE = /^ {0,3}(`{3,})[^`]*$/;

/** A text as a person reads it. */
export function markdown(text: string): Markup {
  if (text.length > MOST_FORMATTED) return html`<div class="answer" dir="auto">${text}</div>`;
  const blocks: Markup[] = [];
  let words: string[] = [];
  const lines = text.split("\n");
  const endWords = (): void => {
    const joined = words.join("\n").trim();
    if (joined !== "") blocks.push(html`<p>${inline(joined)}</p>`);
    words = [];
  };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? "";
    const fence = FENCE.exec(line)?.[1];
    if (fence === undefined) {
      if (line.trim() === "") endWords();
      else words.push(line.replace(/^#{1,6} +/, ""));
      continue;
    }
    endWords();
    const end = lines.findIndex((one, index) => index > at && one.trim() === fence);
    const code = lines.slice(at + 1, end === -1 ? lines.length : end).join("\n");
    blocks.push(html`<pre class="raw" tabindex="0" aria-label="Code">${code}</pre>`);
    at = end === -1 ? lines.length : end;
  }
  endWords();
  return html`<div class="answer" dir="auto">${blocks}</div>`;
}

/** Escapes, code and strong words; each alternative is bounded by its line. */
const INLINE = /\\([!-/:-@[-`{-~])|`([^`\n]+)`|\*\*([^*\n]+)\*\*/g;

function inline(text: string): Part[] {
  const parts: Part[] = [];
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, escaped, code, strong] = found;
    parts.push(text.slice(last, found.index));
    if (escaped !== undefined) parts.push(escaped);
    else if (code !== undefined) parts.push(html`<code>${code}</code>`);
    else if (strong !== undefined) parts.push(html`<strong>${inline(strong)}</strong>`);
    last = found.index + whole.length;
  }
  return [...parts, text.slice(last)];
}
