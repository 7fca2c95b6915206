// Fields that are accepted, and do nothing yet.

import { isDeepStrictEqual } from "node:util";
import type { Problem } from "../../core/settings/problem.ts";
import { marksOf, shapeOf, type FieldShape } from "../../core/settings/schema-fields.ts";
import { finding, type Place } from "./finding.ts";
import { isRecord } from "../edit/json-file.ts";

/** One note per field that was written, says something else than its default, and is not at work yet. */
export function pendingNotes(
  place: Place,
  shape: FieldShape,
  fields: Readonly<Record<string, unknown>>,
): Problem[] {
  return pendingNames(shape, fields).map((field) =>
    finding("note", place, { field, message: "is accepted, but not at work yet" }),
  );
}

function pendingNames(shape: FieldShape, fields: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, value]) => {
    const field = Object.hasOwn(shape, name) ? shape[name] : undefined;
    if (field === undefined) return [];
    if (marksOf(field).pending) return isDefault(field, value) ? [] : [name];
    const inner = shapeOf(field);
    if (inner === undefined || !isRecord(value)) return [];
    return pendingNames(inner, value).map((nested) => `${name}.${nested}`);
  });
}

function isDefault(field: FieldShape[string], value: unknown): boolean {
  return isDeepStrictEqual(field.safeParse(value).data, field.safeParse(undefined).data);
}
