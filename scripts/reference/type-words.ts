// A JSON Schema in the words of a table's cell.

import { code } from "./markdown.ts";

type Schema = Readonly<Record<string, unknown>>;

/** Longer ones are left to the schema file. */
const LONGEST = 160;

/** What may be written for a field: "`a`, `b`", "whole number 1 to 64", "list of texts". */
export function typeWords(schema: Schema): string {
  const all = describe(schema);
  return all.length > LONGEST ? "object (its fields stand in the schema)" : all;
}

function describe(schema: Schema): string {
  const { enum: values, anyOf, type, properties, items } = schema;
  if (Array.isArray(values)) return values.map((value) => code(String(value))).join(", ");
  if (Array.isArray(anyOf)) return (anyOf as Schema[]).map(describe).join(", or ");
  if (Array.isArray(type)) return type.map((one) => describe({ type: one as string })).join(" or ");
  switch (type) {
    case "string":
      return textWords(schema);
    case "boolean":
      return "true or false";
    case "integer":
      return `whole number${bounds(schema)}`;
    case "number":
      return `number${bounds(schema)}`;
    case "array":
      return `list of ${describe((items ?? {}) as Schema)}`;
    case "object":
      return properties === undefined ? "object of names and values" : `object: ${fields(schema)}`;
    default:
      return "anything";
  }
}

function textWords({ format, pattern }: Schema): string {
  if (format === "date-time") return "time, as 2026-01-31T12:00:00Z";
  if (format === "uri") return "URL";
  return typeof pattern === "string" ? `text like ${code(pattern)}` : "text";
}

function bounds({ type, minimum, maximum, exclusiveMinimum }: Schema): string {
  const most = maximum === Number.MAX_SAFE_INTEGER ? undefined : maximum;
  // Only 0 stands as an exclusive bound; the least whole number above it is 1.
  const isAboveZero = exclusiveMinimum === 0;
  const least = isAboveZero && type === "integer" ? 1 : minimum;
  if (typeof least === "number" && typeof most === "number") return `, ${least} to ${most}`;
  const parts = [
    ...(isAboveZero && least === undefined ? ["more than 0"] : []),
    ...(typeof least === "number" ? [`at least ${least}`] : []),
    ...(typeof most === "number" ? [`at most ${most}`] : []),
  ];
  return parts.map((part) => `, ${part}`).join("");
}

function fields({ properties, required }: Schema): string {
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  return Object.entries(properties as Record<string, Schema>)
    .map(
      ([name, field]) =>
        `${code(name)} (${describe(field)}${needed.includes(name) ? ", required" : ""})`,
    )
    .join(", ");
}
