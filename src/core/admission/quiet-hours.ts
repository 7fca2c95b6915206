// Quiet hours: start inclusive, end exclusive, over midnight, equal = never.

import * as z from "zod";

/** Minutes of one day. */
const DAY_MINUTES = 24 * 60;

/** An hour 0-23, or "HH:MM"; read into minutes after midnight. */
export const TimeOfDay = z
  .union([
    z.int().min(0).max(23),
    z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'not an hour 0-23 or a time "HH:MM"'),
  ])
  .transform((value) =>
    typeof value === "number"
      ? value * 60
      : Number(value.slice(0, 2)) * 60 + Number(value.slice(3)),
  );

/** A daily window, both ends in minutes after midnight. */
export interface QuietWindow {
  readonly startMinute: number;
  readonly endMinute: number;
}

/** Tells whether a minute of the day lies in the window. */
export function isQuiet(window: QuietWindow, minuteOfDay: number): boolean {
  const { startMinute, endMinute } = window;
  if (startMinute === endMinute) return false;
  if (startMinute < endMinute) return minuteOfDay >= startMinute && minuteOfDay < endMinute;
  return minuteOfDay >= startMinute || minuteOfDay < endMinute;
}

/**
 * The wall clock's minute of the day of an instant in a zone; the zone's own rules decide on days
 * on which the clock is put forward or back.
 * @throws RangeError where the zone is unknown.
 */
export function minuteOfDay(at: number, timezone: string): number {
  const parts = formatterOf(timezone).formatToParts(at);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  return (read("hour") * 60 + read("minute")) % DAY_MINUTES;
}

/** Making a formatter costs far more than using it, and every delivery asks. A few zones at most are ever named. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatterOf(timezone: string): Intl.DateTimeFormat {
  const known = formatters.get(timezone);
  if (known !== undefined) return known;
  const formatter = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  formatters.set(timezone, formatter);
  return formatter;
}
