// From a date and a time of day on the wall clock of a zone to an instant.

/** What a wall clock and a calendar show. */
export interface WallTime {
  readonly year: number;
  /** 0 is January. */
  readonly month: number;
  readonly day: number;
  /** After midnight. */
  readonly minute: number;
}

const MINUTE_MS = 60_000;

/** The instant in epoch milliseconds. A time that a changed clock leaves out is taken an hour off. */
export function instantIn(timezone: string, { year, month, day, minute }: WallTime): number {
  const shown = Date.UTC(year, month, day) + minute * MINUTE_MS;
  const guess = shown - offsetAt(timezone, shown);
  return shown - offsetAt(timezone, guess);
}

/** How far the zone's wall clock is ahead of UTC at an instant, milliseconds. */
function offsetAt(timezone: string, at: number): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: timezone,
    dateStyle: "short",
    timeStyle: "medium",
  }).formatToParts(at);
  const read = (type: string): number => Number(parts.find((part) => part.type === type)?.value);
  const shown = Date.UTC(
    read("year"),
    read("month") - 1,
    read("day"),
    read("hour") % 24,
    read("minute"),
    read("second"),
  );
  return shown - Math.floor(at / 1000) * 1000;
}
