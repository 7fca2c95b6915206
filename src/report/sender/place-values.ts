// In: a template of the owner, or paths of a payload. Out: one value that fits a pattern, since it becomes a part of
// an API's URL: nothing else of what a sender wrote gets there.

import { fillTemplate } from "../../core/text/fill-template.ts";
import { readPath } from "../../core/events/json-path.ts";
import type { TemplateContext } from "../../core/text/placeholder.ts";

/** Where a value is looked for. */
export interface ValuePlace {
  /** What the owner wrote; undefined: the payload's own places count. */
  readonly template: string | undefined;
  /** Paths of the payload; the first that has a value counts. */
  readonly paths: readonly string[];
  readonly pattern: RegExp;
}

/** The value; null: there is none. `odd`: there is one that does not fit. */
export type FoundValue =
  | { readonly ok: true; readonly value: string | null }
  | { ok: false; odd: string };

/** Characters of a value that are shown where it does not fit. */
const SHOWN = 80;

/** Finds it. */
export function valueAt(
  { template, paths, pattern }: ValuePlace,
  context: TemplateContext,
): FoundValue {
  const value = template === undefined ? firstOf(paths, context) : ofTemplate(template, context);
  if (value === null || pattern.test(value)) return { ok: true, value };
  return { ok: false, odd: JSON.stringify(value.slice(0, SHOWN)) };
}

function ofTemplate(template: string, context: TemplateContext): string | null {
  const { text, missing } = fillTemplate(template, context, (value) => value);
  return missing.length > 0 || text.trim() === "" ? null : text.trim();
}

function firstOf(paths: readonly string[], { payload }: TemplateContext): string | null {
  for (const path of paths) {
    const value = readPath(payload, path);
    if (typeof value === "string" && value !== "") return value;
    if (typeof value === "number") return String(value);
  }
  return null;
}
