// In: what an agent program printed at a usage limit or an overload. Out: when its provider works again,
// or null where it does not say. Pure: the time and the machine's zone are given.

import { nextMinuteOfDay } from "../../core/admission/calendar.ts";
import { instantIn } from "./zoned-instant.ts";

/** When and where a text is read. */
export interface ReadingTime {
  /** Epoch milliseconds. */
  readonly now: number;
  /** The zone of times that name none: these programs print the machine's. */
  readonly timezone: string;
}

const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
/** A week is the longest window of the providers known; what says more is believed up to here. */
const FARTHEST_MS = 8 * 24 * 60 * MINUTE_MS;
/** Error records are short; what is longer holds something else as well. */
const TEXT_LENGTH = 4000;

const EPOCH = /(?:limit reached\||\bresets?_?at"?\s{0,4}[:=]\s{0,4})(\d{10}(?:\d{3})?)\b/i;
const SECONDS =
  /\b(?:resets?_in_seconds|retry-after|retry_after|retry_after_seconds)"?\s{0,4}[:=]?\s{0,4}"?(\d{1,8})\b/i;
const ISO =
  /\b(?:resets?\w{0,20}|again)\b.{0,12}?(\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d))/i;
const LENGTH =
  /\b(?:again|retry|resets?|retryDelay)"?(?:\s{1,4}(?:in|after)|\s{0,4}[:=])\s{0,4}"?(?:about\s)?((?:\d{1,9}(?:\.\d{1,9})?\s{0,2}[a-z]{1,12}[\s,]{0,3}(?:and\s)?){1,6})/i;
const LENGTH_PARTS = /(\d+(?:\.\d+)?)\s{0,2}([a-z]+)/gi;
const MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec".split(" ");
const CLOCK = new RegExp(
  [
    String.raw`\b(?:resets?|again)\s+(?:at\s+|on\s+)?`,
    String.raw`(?:(${MONTHS.join("|")})[a-z]{0,6}\.?\s+(\d{1,2})(?:st|nd|rd|th)?(?:,?\s+(\d{4}))?(?:,?\s+(?:at\s+)?)?)?`,
    String.raw`(?:(\d{1,2})(?::(\d\d))?\s?([ap]m)?\b)?`,
    String.raw`(?:\s*\(([A-Za-z][\w+\-/]{1,40})\))?`,
  ].join(""),
  "i",
);

/** Milliseconds of one unit, by its first letters. */
const UNITS: ReadonlyArray<readonly [RegExp, number]> = [
  [/^(ms|millis)/i, 1],
  [/^s/i, SECOND_MS],
  [/^mo/i, 30 * 24 * 60 * MINUTE_MS],
  [/^m/i, MINUTE_MS],
  [/^h/i, 60 * MINUTE_MS],
  [/^d/i, 24 * 60 * MINUTE_MS],
  [/^w/i, 7 * 24 * 60 * MINUTE_MS],
];

/** When the provider works again, as its program says: epoch milliseconds; never in the past, at most 8 days ahead. */
export function resetTimeIn(text: string, reading: ReadingTime): number | null {
  const words = text.slice(0, TEXT_LENGTH);
  const stated =
    epochIn(words) ?? afterMs(words, reading.now) ?? isoIn(words) ?? clockIn(words, reading);
  return stated === null ? null : boundedReset(stated, reading.now);
}

/** An instant as a program stated it, kept within what can be meant; null: it has passed, or is none. */
export function boundedReset(at: number, now: number): number | null {
  if (!Number.isFinite(at) || at <= now) return null;
  return Math.min(Math.ceil(at), now + FARTHEST_MS);
}

function epochIn(text: string): number | null {
  const digits = EPOCH.exec(text)?.[1];
  if (digits === undefined) return null;
  return digits.length === 13 ? Number(digits) : Number(digits) * SECOND_MS;
}

function afterMs(text: string, now: number): number | null {
  const seconds = SECONDS.exec(text)?.[1];
  if (seconds !== undefined) return now + Number(seconds) * SECOND_MS;
  const length = LENGTH.exec(text)?.[1];
  if (length === undefined) return null;
  let sum = 0;
  for (const [, amount, unit = ""] of length.matchAll(LENGTH_PARTS)) {
    const unitMs = UNITS.find(([pattern]) => pattern.test(unit))?.[1];
    // The first word that is no unit ends the length: `in 5 minutes or upgrade`.
    if (unitMs === undefined) break;
    sum += Number(amount) * unitMs;
  }
  return sum === 0 ? null : now + sum;
}

function isoIn(text: string): number | null {
  const written = ISO.exec(text)?.[1];
  const at = written === undefined ? Number.NaN : Date.parse(written);
  return Number.isNaN(at) ? null : at;
}

/** `resets 3pm (Europe/Berlin)`, `try again at Nov 24th, 2026 3:12 PM`, `resets Nov 24`. */
function clockIn(text: string, { now, timezone }: ReadingTime): number | null {
  const match = CLOCK.exec(text);
  if (match === null) return null;
  const [, month, day, year, hour, minute, half, zoneName] = match;
  const minuteOfDay = minuteOf({ hour, minute, half });
  const zone = zoneOf(zoneName, timezone);
  if (month === undefined || day === undefined) {
    if (minuteOfDay === null) return null;
    // A clock shows whole minutes: what is meant lies within this one, also where it has begun already.
    return nextMinuteOfDay(now - MINUTE_MS, minuteOfDay, zone) + MINUTE_MS;
  }
  const dayOfYear = { month: MONTHS.indexOf(month.toLowerCase()), day: Number(day) };
  const inYear = (one: number): number =>
    instantIn(zone, { ...dayOfYear, year: one, minute: minuteOfDay ?? 0 });
  if (year !== undefined) return inYear(Number(year));
  const thisYear = new Date(now).getUTCFullYear();
  const soon = inYear(thisYear);
  // January, said in December.
  return soon < now - FARTHEST_MS ? inYear(thisYear + 1) : soon;
}

/** Minutes after midnight; null where the words are no time of day. A bare number is none. */
function minuteOf(written: {
  hour: string | undefined;
  minute: string | undefined;
  half: string | undefined;
}): number | null {
  const { hour, minute, half } = written;
  if (hour === undefined || (minute === undefined && half === undefined)) return null;
  const isAfternoon = half?.toLowerCase() === "pm";
  const hours = half === undefined ? Number(hour) : (Number(hour) % 12) + (isAfternoon ? 12 : 0);
  const minutes = Number(minute ?? 0);
  return hours < 24 && minutes < 60 ? hours * 60 + minutes : null;
}

/** A zone that this machine knows; labels such as `PST` are those of its own zone. */
function zoneOf(name: string | undefined, fallback: string): string {
  if (name === undefined || !name.includes("/")) return name === "UTC" ? "UTC" : fallback;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }).resolvedOptions().timeZone;
  } catch {
    return fallback;
  }
}
