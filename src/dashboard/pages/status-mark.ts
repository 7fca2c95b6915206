// A delivery's or run's state and status in, a coloured word out. The word says all; the colour only helps.

import { html, type Markup } from "../markup.ts";

/** What a colour stands for. */
export type Tone = "good" | "bad" | "wait" | "busy" | "calm";

/** The tone of a status. */
export function toneOf(state: string, status: string | null): Tone {
  if (state === "running") return "busy";
  if (state === "held") return "wait";
  if (state === "refused") return "bad";
  if (status === null) return "calm";
  if (status === "success") return "good";
  return status.startsWith("error:") ? "bad" : "calm";
}

/** A status as a word in its colour. */
export function statusMark(state: string, status: string | null): Markup {
  return html`<span class="mark ${toneOf(state, status)}">${status ?? state}</span>`;
}
