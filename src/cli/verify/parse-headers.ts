// In: headers as people keep them: a JSON object, a JSON list of pairs, or the lines of a request.
// Out: the list that verifiers read.

import type { HeaderList } from "../../core/records/delivery.ts";

/** Reads headers from a JSON value; null where it is none of the forms. */
export function headersOfJson(value: unknown): HeaderList | null {
  if (typeof value !== "object" || value === null) return null;
  const pairs: Array<[string, string]> = [];
  const entries: unknown[] = Array.isArray(value) ? value : Object.entries(value);
  for (const entry of entries) {
    if (!Array.isArray(entry) || entry.length !== 2) return null;
    const [name, values] = entry as [unknown, unknown];
    for (const one of Array.isArray(values) ? (values as unknown[]) : [values]) {
      // A time may be written as a number.
      const text = typeof one === "number" ? String(one) : one;
      if (typeof name !== "string" || typeof text !== "string") return null;
      pairs.push([name.toLowerCase(), text]);
    }
  }
  return pairs;
}

/** Reads headers from a text; null where it is none of the forms. A request line on top is passed over. */
export function parseHeaders(text: string): HeaderList | null {
  if (/^\s*[[{]/.test(text)) {
    try {
      return headersOfJson(JSON.parse(text));
    } catch {
      return null;
    }
  }
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  const [first = "", ...rest] = lines;
  const hasRequestLine = /^[A-Z]+ \S+ HTTP\//.test(first) || /^HTTP\/\S+ \d{3}/.test(first);
  const pairs = (hasRequestLine ? rest : lines).map((line) => {
    const [, name, value] = /^([^:\s]+):[ \t]*(.*?)[ \t]*$/.exec(line) ?? [];
    return name === undefined || value === undefined
      ? null
      : ([name.toLowerCase(), value] as const);
  });
  return pairs.some((pair) => pair === null) ? null : pairs.filter((pair) => pair !== null);
}
