// Older programs write every field: null or an empty text where nothing is meant. In a field that
// may be left out both are the same as leaving it out, at every depth of objects.

import { mayBeAbsent, shapeOf, type FieldShape } from "../../core/settings/schema-fields.ts";
import { isRecord } from "../edit/json-file.ts";

/** What was written, without the fields that say nothing. Unknown fields stay: they are errors. */
export function withoutAbsent(
  raw: Readonly<Record<string, unknown>>,
  shape: FieldShape,
): Record<string, unknown> {
  const said: Array<[string, unknown]> = [];
  for (const [name, value] of Object.entries(raw)) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field !== undefined && saysNothing(field, value)) continue;
    const inner = field && shapeOf(field);
    said.push([name, inner && isRecord(value) ? withoutAbsent(value, inner) : value]);
  }
  return Object.fromEntries(said);
}

function saysNothing(field: FieldShape[string], value: unknown): boolean {
  if (value !== null && value !== "") return false;
  if (!mayBeAbsent(field)) return false;
  // `"enabled": ""` says nothing clear about a switch: an error, as any other text.
  return value === null || !field.safeParse(true).success;
}
