// Numbers in, words of a page out.

import { html, type Markup } from "./markup.ts";

/** What turns instants into words. */
export interface TimeView {
  readonly now: number;
  readonly timezone: string;
}

const DAY_MS = 86_400_000;

/** An instant: the time alone where it is of the last hours, the day with it otherwise. */
export function when(at: number, { now, timezone }: TimeView): Markup {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}" title="${iso}">${clockWords(at, now, timezone)}</time>`;
}

function clockWords(at: number, now: number, timezone: string): string {
  const zoned = (options: Intl.DateTimeFormatOptions): string =>
    formatter(timezone, options).format(at);
  const time = zoned({ hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
  if (Math.abs(now - at) < DAY_MS / 2) return time;
  return `${zoned({ day: "numeric", month: "short" })} ${time.slice(0, 5)}`;
}

/** Making a formatter costs far more than using it; there are two for each zone. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${timeZone} ${Object.keys(options).join()}`;
  const known = formatters.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-GB", { timeZone, ...options });
  formatters.set(key, made);
  return made;
}

/** A span: `120 ms`, `3.4 s`, `5 min 2 s`, `3 h 10 min`, `2 d 4 h`. */
export function span(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  const units: ReadonlyArray<readonly [string, number]> = [
    ["d", DAY_MS],
    ["h", 3_600_000],
    ["min", 60_000],
    ["s", 1000],
  ];
  const first = units.findIndex(([, length]) => ms >= length);
  const shown = units.slice(first, first + 2);
  let rest = ms;
  const parts = shown.map(([unit, length]) => {
    const count = Math.floor(rest / length);
    rest -= count * length;
    return count === 0 ? "" : `${count} ${unit}`;
  });
  return parts.filter((part) => part !== "").join(" ");
}

/** A size: `12 B`, `3.1 kB`, `2.0 MB`, `1.5 GB`. */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return bytes < 1_000_000_000
    ? `${(bytes / 1_000_000).toFixed(1)} MB`
    : `${(bytes / 1_000_000_000).toFixed(1)} GB`;
}

/** Dollars; nothing is said of what reported none. */
export function money(usd: number | null): string {
  if (usd === null) return "";
  return usd > 0 && usd < 0.01 ? `$${usd.toFixed(4)}` : `$${usd.toFixed(2)}`;
}
