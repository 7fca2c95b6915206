// An entry in, what its form shows; a form that was sent in, the entry that is meant.

import { withPath } from "../../core/settings/dotted-path.ts";
import { HOOK_FIELDS } from "../../core/settings/hook.ts";
import { marksOf } from "../../core/settings/schema-fields.ts";
import { isNestedDeeper } from "../../core/text/json-depth.ts";
import { escapeTurns } from "../escape-turns.ts";
import type { Form } from "../form.ts";
import { isSame, valueAtPath } from "./changes-of.ts";
import { plain, textOf, valueOf } from "./field-text.ts";
import type { FormField } from "./fields.ts";

/** Fields as webhooks.json has them. */
export type Entry = Readonly<Record<string, unknown>>;

/** What stands in the fields of a form. */
export interface TypedForm {
  /** By the fields' names. */
  readonly texts: ReadonlyMap<string, string>;
  /** All other fields, as JSON. */
  readonly more: string;
}

/** The name of the field for all others. */
export const MORE = "more";
/** How deep that JSON may be nested. */
export const MOST_DEPTH = 64;

/** No form shows them: they are the hook's for good, have buttons of their own, or are secrets. */
const KEPT: ReadonlySet<string> = new Set([
  "id",
  "enabled",
  "created_at",
  "previous_secret_until",
  ...Object.entries(HOOK_FIELDS).flatMap(([name, field]) => (marksOf(field).secret ? [name] : [])),
]);

/** The form of an entry. */
export function shownForm(entry: Entry, fields: readonly FormField[]): TypedForm {
  const texts = fields.map(({ name, kind }) => [name, textOf(kind, valueAtPath(entry, name))]);
  const others = restOf(entry, fields);
  const json = escapeTurns(JSON.stringify(others, null, 2));
  const more = Object.keys(others).length === 0 ? "" : json;
  return { texts: new Map(texts as Array<[string, string]>), more };
}

/** A form as it was sent. */
export function readTyped(form: Form, fields: readonly FormField[]): TypedForm {
  const texts = fields.map(({ name }) => [name, plain(form.get(`field.${name}`) ?? "")] as const);
  return { texts: new Map(texts), more: plain(form.get(MORE) ?? "") };
}

/** The entry that is meant; null: its further fields are no JSON object. `before`: what the form was made of. */
export function entryOf(
  before: Entry,
  { texts, more }: TypedForm,
  fields: readonly FormField[],
): Record<string, unknown> | null {
  const others = parsedObject(more);
  if (others === null) return null;
  const rest = restOf(before, fields);
  const kept = Object.entries(before).filter(([name]) => KEPT.has(name));
  // As they were written, where nothing was changed.
  const start = { ...Object.fromEntries(kept), ...(isSame(rest, others) ? rest : others) };
  return fields.reduce<Record<string, unknown>>((made, { name, kind }) => {
    const was = valueAtPath(before, name);
    const text = texts.get(name) ?? "";
    const value = text === plain(textOf(kind, was)) ? was : valueOf(kind, text);
    // A part that is not set makes no object around it.
    return value === undefined ? made : withPath(made, name.split("."), value);
  }, start);
}

/** What no field of the form shows. */
function restOf(entry: Entry, fields: readonly FormField[]): Record<string, unknown> {
  const shown = Object.entries(entry).filter(
    ([name, value]) => value !== undefined && !KEPT.has(name),
  );
  return fields.reduce<Record<string, unknown>>((rest, { name }) => {
    if (valueAtPath(rest, name) === undefined) return rest;
    const [first = "", ...inner] = name.split(".");
    const less = withPath(rest, [first, ...inner], undefined);
    const isEmptied = inner.length > 0 && JSON.stringify(less[first]) === "{}";
    return isEmptied ? withPath(less, [first], undefined) : less;
  }, Object.fromEntries(shown));
}

function parsedObject(text: string): Record<string, unknown> | null {
  if (text.trim() === "") return {};
  if (isNestedDeeper(text, MOST_DEPTH)) return null;
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
