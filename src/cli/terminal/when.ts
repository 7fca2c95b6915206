// Instants and spans in, short words for people out.

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** `2026-11-21 14:03:09`, in the machine's zone. */
export function dateAndTime(at: number): string {
  // Swedish writes dates as ISO 8601 does.
  return new Date(at).toLocaleString("sv-SE");
}

/** `14:03:09`, in the machine's zone. */
export function timeOfDay(at: number): string {
  return new Date(at).toLocaleTimeString("sv-SE");
}

/** `4 min ago`. */
export function ago(at: number, now: number): string {
  return now - at < SECOND_MS ? "just now" : `${span(now - at)} ago`;
}

/** `350 ms`, `12 s`, `4 min`, `3 h`, `2 d`. */
export function span(ms: number): string {
  if (ms < SECOND_MS) return `${Math.max(0, Math.round(ms))} ms`;
  if (ms < MINUTE_MS) return `${Math.floor(ms / SECOND_MS)} s`;
  if (ms < HOUR_MS) return `${Math.floor(ms / MINUTE_MS)} min`;
  if (ms < 2 * DAY_MS) return `${Math.floor(ms / HOUR_MS)} h`;
  return `${Math.floor(ms / DAY_MS)} d`;
}

const UNITS: Readonly<Record<string, number>> = {
  s: SECOND_MS,
  m: MINUTE_MS,
  h: HOUR_MS,
  d: DAY_MS,
};

/** `24h`, `30m`, `7d`, `90s` in milliseconds; null where it is no such text. */
export function parseSpan(text: string): number | null {
  const found = /^(\d{1,6})(s|m|h|d)$/.exec(text);
  if (found === null) return null;
  return Number(found[1]) * (UNITS[found[2] ?? ""] ?? 0);
}
