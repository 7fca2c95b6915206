// In: a payload. Out: the texts that the event's author has just written; old ones that come along are not among them.

import { readPath } from "../events/json-path.ts";
import type { Source } from "../events/source.ts";

/** Texts of one payload that are looked at. */
const MOST_TEXTS = 2000;

/**
 * The texts in which wakehook's own mark would stand if this event were its own work. A payload that brings the
 * text of the whole issue with somebody else's comment is not wakehook's work, though the issue may be.
 * @param action of the event, or null
 */
export function authoredTexts(
  source: Pick<Source, "authored">,
  payload: unknown,
  action: string | null,
): string[] {
  const { authored } = source;
  if (authored === undefined) return allTexts(payload);
  for (const { path, actions } of authored) {
    const found = readPath(payload, path);
    if (found === undefined || found === null) continue;
    // The first that is there says what was written; for another action of it nothing was.
    if (actions !== undefined && !actions.includes(action ?? "")) return [];
    return (Array.isArray(found) ? found : [found]).filter((text) => typeof text === "string");
  }
  return [];
}

/** Every text of a payload, keys not counted. Not by recursion: a payload may be deep. */
function allTexts(payload: unknown): string[] {
  const texts: string[] = [];
  const left: unknown[] = [payload];
  while (left.length > 0 && texts.length < MOST_TEXTS) {
    const value = left.pop();
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) left.push(...Object.values(value));
  }
  return texts;
}
