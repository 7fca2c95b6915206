// Reading untyped records of a transcript without trusting their shape.

import type { JsonRecord } from "./provider.ts";

/** A value as a record; `{}` where it is none. */
export function recordOf(value: unknown): JsonRecord {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as JsonRecord)
    : {};
}

/** A value as a list of records; `[]` where it is none. */
export function recordsOf(value: unknown): JsonRecord[] {
  return Array.isArray(value) ? value.map(recordOf) : [];
}

/** A value as text; undefined where it is none. */
export function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** A value as a finite number; undefined where it is none. */
export function numberOf(value: unknown): number | undefined {
  return typeof value === "number" && Number.isFinite(value) ? value : undefined;
}

/** A line as a record; null where it is no JSON object. */
export function parseRecord(line: string): JsonRecord | null {
  if (!line.trimStart().startsWith("{")) return null;
  try {
    const value: unknown = JSON.parse(line);
    return recordOf(value);
  } catch {
    return null;
  }
}

/** The JSON object that ends a text and starts a line, whatever stands before it; null where there is none. */
export function lastRecordIn(text: string): JsonRecord | null {
  const end = text.lastIndexOf("}") + 1;
  let start = text.lastIndexOf("{", end);
  while (start >= 0) {
    const startsLine = start === 0 || text[start - 1] === "\n";
    const record = startsLine ? parseRecord(text.slice(start, end)) : null;
    if (record !== null || start === 0) return record;
    start = text.lastIndexOf("{", start - 1);
  }
  return null;
}
