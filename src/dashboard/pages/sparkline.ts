// The last deliveries of a hook as bars, the newest on the right: how they ended, at a glance.

import { html, type Markup } from "../markup.ts";
import type { ListedDelivery } from "./records.ts";
import { toneOf, type Tone } from "./status-mark.ts";

/** Bars of a sparkline. */
export const SPARK_BARS = 40;

const HEIGHTS: Readonly<Record<Tone, number>> = { good: 14, bad: 20, wait: 14, busy: 14, calm: 6 };
const STEP = 5;
const HEIGHT = 20;

/** How the newest deliveries ended. */
export function sparkline(newestFirst: readonly ListedDelivery[]): Markup {
  const tones = newestFirst
    .slice(0, SPARK_BARS)
    .map(({ state, status }) => toneOf(state, status))
    .toReversed();
  const start = (SPARK_BARS - tones.length) * STEP;
  const bars = tones.map((tone, index) => {
    const height = HEIGHTS[tone];
    return html`<rect
      class="${tone}"
      x="${start + index * STEP}"
      y="${HEIGHT - height}"
      width="${STEP - 1}"
      height="${height}"
    />`;
  });
  return html`<svg
    class="spark"
    viewBox="0 0 ${SPARK_BARS * STEP} ${HEIGHT}"
    role="img"
    aria-label="${spoken(tones)}"
  >
    <rect class="ground" x="0" y="${HEIGHT - 1}" width="${SPARK_BARS * STEP}" height="1" />
    ${bars}
  </svg>`;
}

function spoken(tones: readonly Tone[]): string {
  if (tones.length === 0) return "no deliveries yet";
  const count = (wanted: Tone): number => tones.filter((tone) => tone === wanted).length;
  return `of the last ${tones.length}: ${count("good")} succeeded, ${count("bad")} failed, ${count("wait")} held`;
}

/** The part of the ended runs that failed, in percent; null where none has run. */
export function errorRate(list: readonly ListedDelivery[]): number | null {
  const ended = list.filter(
    ({ state, status }) => state === "done" && status !== null && !status.startsWith("skipped:"),
  );
  if (ended.length === 0) return null;
  const failed = ended.filter(({ status }) => status?.startsWith("error:") === true);
  return Math.round((failed.length / ended.length) * 100);
}
