// Older programs write every field: null or an empty text where nothing is meant. In a field that
// may be left out both are the same as leaving it out, at every depth of objects.

import { z } from "zod";
import { bare } from "./schema-fields.ts";
import { isRecord } from "./json-file.ts";

type Shape = Readonly<Record<string, z.ZodType>>;

/** What was written, without the fields that say nothing. Unknown fields stay: they are errors. */
export function withoutAbsent(
  raw: Readonly<Record<string, unknown>>,
  shape: Shape,
): Record<string, unknown> {
  const said: Array<[string, unknown]> = [];
  for (const [name, value] of Object.entries(raw)) {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field !== undefined && isAbsent(field, value)) continue;
    const inner = field && bare(field);
    const nested = inner instanceof z.ZodObject && isRecord(value);
    said.push([name, nested ? withoutAbsent(value, inner.shape) : value]);
  }
  return Object.fromEntries(said);
}

function isAbsent(field: z.ZodType, value: unknown): boolean {
  if (value !== null && value !== "") return false;
  if (!field.safeParse(undefined).success) return false;
  // `"enabled": ""` says nothing clear about a switch: an error, as any other text.
  return value === null || !field.safeParse(true).success;
}
