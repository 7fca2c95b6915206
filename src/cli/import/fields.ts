// A record of somebody else's file, read field by field: what nobody asked for is known at the end.

import { isRecord } from "../../settings/edit/json-file.ts";

/** Reads a record. A field of another kind counts as absent, and is told. */
export interface Fields {
  text(name: string): string | undefined;
  flag(name: string): boolean | undefined;
  number(name: string): number | undefined;
  /** The texts of a list; an empty one where there is none. */
  texts(name: string): string[];
  record(name: string): Fields;
  /** The value as it is. */
  raw(name: string): unknown;
  /** These say nothing here, and nothing is lost by it. */
  skip(...names: string[]): void;
  has(name: string): boolean;
  /** What was of another kind, and what was never asked for: one line each. */
  leftOver(): string[];
}

/** Opens a record; anything else is one without fields. */
export function openFields(value: unknown, prefix = ""): Fields {
  const record = isRecord(value) ? value : {};
  const read = new Set<string>();
  const odd: string[] = [];
  const inner: Fields[] = [];

  function take(name: string): unknown {
    read.add(name);
    const found = Object.hasOwn(record, name) ? record[name] : undefined;
    return found ?? undefined;
  }

  function kind<Kind>(name: string, is: (found: unknown) => found is Kind, words: string) {
    const found = take(name);
    if (found === undefined || is(found)) return found;
    odd.push(`${prefix}${name} is not ${words}: left out`);
    return undefined;
  }

  return {
    text: (name) => kind(name, (found) => typeof found === "string", "a text"),
    flag: (name) => kind(name, (found) => typeof found === "boolean", "true or false"),
    number: (name) => kind(name, (found) => typeof found === "number", "a number"),
    texts(name) {
      const list = kind(name, (found): found is unknown[] => Array.isArray(found), "a list") ?? [];
      const texts = list.filter((item) => typeof item === "string");
      if (texts.length < list.length) odd.push(`${prefix}${name} holds more than texts: left out`);
      return texts;
    },
    record(name) {
      const fields = openFields(kind(name, isRecord, "an object"), `${prefix}${name}.`);
      inner.push(fields);
      return fields;
    },
    raw: take,
    skip: (...names) => names.forEach((name) => read.add(name)),
    has: (name) => Object.hasOwn(record, name) && record[name] !== null,
    leftOver() {
      const unread = Object.keys(record).filter((name) => !read.has(name) && says(record[name]));
      const unknown = unread.map((name) => `${prefix}${name} is not known here: left out`);
      return [...odd, ...unknown, ...inner.flatMap((fields) => fields.leftOver())];
    },
  };
}

function says(value: unknown): boolean {
  return value !== null && value !== undefined && value !== "";
}
