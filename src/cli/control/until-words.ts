import { dateAndTime, timeOfDay } from "../terminal/when.ts";

/** How far ahead the time of day alone says when. */
const HALF_DAY_MS = 43_200_000;

/** `until 22:00:00`, with the day where it is further off; `until you say so` for null. */
export function untilWords(until: number | null, now: number): string {
  if (until === null) return "until you say so";
  return `until ${until - now < HALF_DAY_MS ? timeOfDay(until) : dateAndTime(until)}`;
}
