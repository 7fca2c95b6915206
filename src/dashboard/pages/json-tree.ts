// A parsed payload in, foldable HTML out. Bounded: a megabyte of brackets must not become a million elements.

import { showControls } from "../../core/text/show-controls.ts";
import { html, type Markup } from "../markup.ts";

const MOST_NODES = 1500;
const MOST_DEPTH = 24;
const MOST_TEXT = 2000;
/** Deeper ones are folded at first. */
const OPEN_DEPTH = 2;

/** Shows a value; objects and lists can be folded. */
export function jsonTree(value: unknown): Markup {
  const budget = { left: MOST_NODES };
  return html`<div class="json">${node(value, null, { depth: 0, budget })}</div>`;
}

interface Place {
  readonly depth: number;
  readonly budget: { left: number };
}

function node(value: unknown, key: string | null, place: Place): Markup {
  place.budget.left -= 1;
  const name = key === null ? null : html`<span class="key">${shown(key)}</span>: `;
  if (typeof value !== "object" || value === null) return html`<div>${name}${leaf(value)}</div>`;
  const entries = Object.entries(value);
  const sign = Array.isArray(value) ? `[${entries.length}]` : `{${entries.length}}`;
  if (entries.length === 0) return html`<div>${name}${sign}</div>`;
  if (place.depth >= MOST_DEPTH) return html`<div>${name}${sign} … nested too deep to show</div>`;
  const open = place.depth < OPEN_DEPTH ? html`open` : null;
  return html`<details ${open}>
    <summary>${name}<span class="sign">${sign}</span></summary>
    ${children(entries, { depth: place.depth + 1, budget: place.budget })}
  </details>`;
}

function children(entries: ReadonlyArray<[string, unknown]>, place: Place): Markup[] {
  const made: Markup[] = [];
  for (const [key, value] of entries) {
    if (place.budget.left <= 0) {
      made.push(html`<div class="sub">… ${entries.length - made.length} more</div>`);
      break;
    }
    made.push(node(value, key, place));
  }
  return made;
}

function leaf(value: unknown): Markup {
  const kind = value === null ? "null" : typeof value;
  return html`<bdi class="${kind}">${shown(JSON.stringify(value) ?? "")}</bdi>`;
}

function shown(text: string): string {
  const printable = showControls(text);
  if (printable.length <= MOST_TEXT) return printable;
  return `${printable.slice(0, MOST_TEXT)}… ${printable.length - MOST_TEXT} more characters`;
}
