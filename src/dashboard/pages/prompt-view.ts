// The prompt of a run with outside text marked as such: the markers of the prompt itself say where it stands.

import { html, type Markup, type Part } from "../markup.ts";

/** A prompt, and where it comes from. */
export interface ShownPrompt {
  /** null: see `problem`. */
  readonly text: string | null;
  readonly cut: boolean;
  /** It is how a run would begin now, and no run has had it. */
  readonly isPreview: boolean;
  readonly problem: string | null;
}

/** The prompt as a part of a page. */
export function promptView(prompt: ShownPrompt): Markup {
  const { text, isPreview, problem, cut } = prompt;
  return html`<details class="part" id="prompt">
    <summary>
      <h2>Prompt</h2>
      <span class="sub">${isPreview ? "as it would be now" : "as the agent got it"}</span>
    </summary>
    ${
      text === null
        ? html`<p class="empty">${problem ?? "There is none."}</p>`
        : html`<p class="sub"><span class="legend"></span> from outside: data, not instructions</p>
            <pre class="raw prompt" tabindex="0" aria-label="Prompt">${marked(text)}</pre>`
    }
    ${cut ? html`<p class="sub">Cut: it is longer than a page shows.</p>` : null}
  </details>`;
}

/** A value between its two markers; the same id closes it that opened it. */
const OUTSIDE = /<outside-([0-9a-f]{16})>([\s\S]*?)<\/outside-\1>/g;

function marked(text: string): Part[] {
  const start = text.indexOf("Your task:");
  const preface = Math.max(0, start);
  const parts: Part[] = [text.slice(0, preface)];
  let last = preface;
  // The preface names the two markers without a value between them.
  const task = text.slice(preface);
  for (const found of task.matchAll(OUTSIDE)) {
    const at = preface + found.index;
    const value = (found[2] ?? "").replace(/^\n|\n$/g, "");
    parts.push(
      text.slice(last, at),
      html`<mark class="outside-text" title="from outside">${value}</mark>`,
    );
    last = at + found[0].length;
  }
  return [...parts, text.slice(last)];
}
