// Query parameters that several routes take, and those that are no plain text: in a URL everything is text.

import * as z from "zod";
import { EVENT_TYPES, isEventType, type EventType } from "../events/event-types.ts";
import { isStatus, PLAIN_STATUSES, STATUS_FAMILIES } from "../records/status.ts";
import { field, type Field } from "./field.ts";

/** `1` for yes, `0` for no. */
export function flag(meaning: string): Field<boolean> {
  return field(meaning, "1 or 0", () => z.enum(["1", "0"]).transform((value) => value === "1"));
}

/** A whole number within bounds, in decimal digits. */
export function whole(meaning: string, least: number, most: number): Field<number> {
  const read = (given: unknown) =>
    typeof given === "string" && /^\d{1,15}$/.test(given) ? Number(given) : given;
  return field(meaning, `a whole number from ${least} to ${most}`, () =>
    z.preprocess(read, z.int().min(least).max(most)),
  );
}

/** How long a page may be. */
export const limit = whole("how many at most; default 50", 1, 1000);

/** A status of the closed list, or the beginning of one with `*`. */
export function status(meaning: string): Field<string> {
  return field(meaning, "a status as success, or a beginning as error:*", () =>
    z
      .string()
      .max(300)
      .refine((value) => (value.endsWith("*") ? isBeginning(value.slice(0, -1)) : isStatus(value))),
  );
}

function isBeginning(start: string): boolean {
  const families = Object.keys(STATUS_FAMILIES);
  return (
    [...Object.keys(PLAIN_STATUSES), ...families].some((name) => name.startsWith(start)) ||
    families.some((family) => start.startsWith(family))
  );
}

/** Types of events, separated by commas. */
export function eventTypes(meaning: string): Field<ReadonlySet<EventType>> {
  return field(meaning, `some of ${Object.keys(EVENT_TYPES).join(",")}`, () =>
    z
      .string()
      .refine((value) => value.split(",").every(isEventType))
      .transform((value) => new Set(value.split(",").filter(isEventType))),
  );
}
