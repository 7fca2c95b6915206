// Days and times of day as the owner's wall clock shows them, on the days of a changed clock too.

import { minuteOfDay } from "./quiet-hours.ts";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** No day of any zone is longer: 25 hours and what history has added. */
const LONGEST_DAY_MS = 26 * 60 * MINUTE_MS;

/**
 * The day of an instant in a zone, as `2026-11-21`.
 * @throws RangeError where the zone is unknown.
 */
export function dayOf(at: number, timezone: string): string {
  return dayFormatter(timezone).format(at);
}

/** When the day of an instant began in a zone: epoch milliseconds, to the minute. */
export function dayStart(at: number, timezone: string): number {
  return boundary(
    at - LONGEST_DAY_MS,
    at,
    (instant) => dayOf(instant, timezone) === dayOf(at, timezone),
  );
}

/** When the day after an instant's begins in a zone: epoch milliseconds, to the minute. */
export function dayEnd(at: number, timezone: string): number {
  return boundary(
    at,
    at + LONGEST_DAY_MS,
    (instant) => dayOf(instant, timezone) !== dayOf(at, timezone),
  );
}

/**
 * When the wall clock shows a minute of the day next, after an instant. Where the clock is put forward over
 * that minute, the first instant behind the gap.
 */
export function nextMinuteOfDay(at: number, minute: number, timezone: string): number {
  const ahead = (minute - minuteOfDay(at, timezone) + DAY_MINUTES) % DAY_MINUTES || DAY_MINUTES;
  const guess = Math.floor(at / MINUTE_MS) * MINUTE_MS + ahead * MINUTE_MS;
  // A changed clock between the two: off by an hour at most.
  const off =
    ((minute - minuteOfDay(guess, timezone) + DAY_MINUTES * 1.5) % DAY_MINUTES) - DAY_MINUTES / 2;
  const moved = guess + off * MINUTE_MS;
  return moved > at && minuteOfDay(moved, timezone) === minute ? moved : guess;
}

/** The first minute between two instants of which something holds; it must hold at the end, and go on once it holds. */
function boundary(from: number, to: number, holds: (at: number) => boolean): number {
  let low = Math.floor(from / MINUTE_MS);
  let high = Math.ceil(to / MINUTE_MS);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (holds(middle * MINUTE_MS)) high = middle;
    else low = middle;
  }
  return high * MINUTE_MS;
}

const formatters = new Map<string, Intl.DateTimeFormat>();

function dayFormatter(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) return known;
  // Sweden writes days as ISO 8601 does.
  const formatter = new Intl.DateTimeFormat("sv-SE", { timeZone: timezone, dateStyle: "short" });
  formatters.set(timezone, formatter);
  return formatter;
}
