// In: a source's row, headers, payload. Out: the event's name and action, or null.

import type { HeaderList } from "../records/delivery.ts";
import { readPath } from "./json-path.ts";
import type { Source } from "./source.ts";
import type { ValueSource } from "../settings/verifier.ts";

/** Longest event name or action, in characters; anything longer is no name. */
const LONGEST_NAME = 200;

/** What happened, by the sender's own words. */
export interface EventName {
  readonly name: string;
  readonly action: string | null;
  /** `name`, or `name.action`: what patterns are held against. */
  readonly full: string;
}

/**
 * Finds the event where the source says that it stands; the first place that holds a usable name
 * counts. A name is one line of at most 200 characters. A refinement of the source names it more exactly. Null where there is none. Places in the
 * query are not read: an event is what the sender says, not how the hook was registered.
 */
export function eventOf(
  source: Pick<Source, "event" | "action" | "refinements">,
  headers: HeaderList,
  payload: unknown,
): EventName | null {
  const request = { headers, payload };
  for (const place of source.event) {
    const name = nameAt(place, request);
    if (name === null) continue;
    const action = source.action === undefined ? null : nameAt(source.action, request);
    const full = action === null ? name : `${name}.${action}`;
    const finer = source.refinements?.find(
      ({ event, field }) => event === full && readPath(payload, field) === true,
    );
    if (finer === undefined) return { name, action, full };
    return { name, action: finer.action, full: `${name}.${finer.action}` };
  }
  return null;
}

function nameAt(
  place: ValueSource,
  request: { readonly headers: HeaderList; readonly payload: unknown },
): string | null {
  if ("header" in place) {
    const wanted = place.header.toLowerCase();
    return toName(request.headers.find(([name]) => name === wanted)?.[1]);
  }
  if ("json" in place) return toName(readPath(request.payload, place.json));
  if ("form" in place) return toName(readPath(request.payload, place.form));
  return null;
}

function toName(value: unknown): string | null {
  if (typeof value === "number" && Number.isFinite(value)) return String(value);
  if (typeof value !== "string") return null;
  const name = value.trim();
  const usable = name !== "" && name.length <= LONGEST_NAME && !/[\p{C}\u2028\u2029]/u.test(name);
  return usable ? name : null;
}
