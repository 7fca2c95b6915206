// Templates against a renderer that was written for this: it reads character by character and knows no regular expression.

import * as fc from "fast-check";
import { renderTemplate } from "../../src/core/text/template.ts";
import { attempt, type FuzzProperty } from "./property.ts";

const NAME_CHARACTERS = new Set(
  "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_$0123456789-",
);
const piece = fc.constantFrom(
  ..."{{ }} {{a}} {{ a }} {{\ta.b }} {{a.0.b}} {{a..b}} {{.a}} {{a b}} {{{a}}} {{a}b}} {{}} {{c}} {{a.b.c}}".split(
    " ",
  ),
  "{{ a.b }}",
  "{{__proto__}}",
  "{{constructor.name}}",
  "{{toString}}",
  "{{a.length}}",
  "{{?a}}",
  "$&",
  "$1",
  " ",
  "x",
  "\n",
);
const key = fc.constantFrom("a", "b", "c", "0", "__proto__", "constructor", "length");
const leaf = fc.oneof(piece, fc.string(), fc.integer(), fc.boolean(), fc.constant(null));
const payload = fc.letrec<{ node: unknown; object: object }>((tie) => ({
  node: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    tie("object"),
    fc.array(tie("node"), { maxLength: 3 }),
  ),
  object: fc
    .array(fc.tuple(key, tie("node")), { maxLength: 4 })
    // As a parser makes it: `__proto__` is a key like any other.
    .map((entries) => Object.fromEntries(entries)),
})).object;

/** Rendering. */
export const templates: FuzzProperty = {
  fault: "templates and payloads full of braces, prototype keys and replacement patterns",
  promised: "each placeholder once its own value, whatever the value looks like",
  runs: { short: 500, long: 60_000 },
  attempt: (isBroken, options) =>
    attempt(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
        payload,
        (template, value) => {
          const seen = isBroken ? naively(template, value) : render(template, value);
          const expected = expectedText(template, value);
          if (seen !== expected)
            throw new Error(`${JSON.stringify(seen)}, not ${JSON.stringify(expected)}`);
        },
      ),
      options,
    ),
};

function render(template: string, value: unknown): string {
  return renderTemplate(template, {
    payload: value,
    event: null,
    entity: null,
    deliveryId: "d",
    headers: [],
    method: "POST",
    path: "/",
  }).text;
}

function expectedText(template: string, value: unknown): string {
  let text = "";
  let at = 0;
  while (at < template.length) {
    const found = placeholderAt(template, at);
    text += found === null ? template[at] : valueText(found.name, value);
    at = found === null ? at + 1 : found.end;
  }
  return text;
}

function placeholderAt(template: string, at: number): { name: string; end: number } | null {
  if (!template.startsWith("{{", at)) return null;
  let end = skipBlanks(template, at + 2);
  const start = end;
  while (NAME_CHARACTERS.has(template[end] ?? "") || template[end] === ".") end++;
  const name = template.slice(start, end);
  end = skipBlanks(template, end);
  if (!template.startsWith("}}", end) || name.split(".").includes("")) return null;
  return { name, end: end + 2 };
}

function skipBlanks(text: string, from: number): number {
  let at = from;
  while (text[at] === " " || text[at] === "\t") at++;
  return at;
}

function valueText(name: string, value: unknown): string {
  let found: unknown = value;
  for (const part of name.split(".")) found = ownProperty(found, part);
  if (found === undefined || found === null) return `{{?${name}}}`;
  return typeof found === "string" ? found : JSON.stringify(found);
}

function ownProperty(holder: unknown, name: string): unknown {
  if (Array.isArray(holder))
    return /^\d+$/.test(name) ? (holder as unknown[])[Number(name)] : undefined;
  if (typeof holder !== "object" || holder === null) return undefined;
  return Object.entries(holder).find(([own]) => own === name)?.[1];
}

/** The usual first try: a value is looked through again, and the prototype is reached. */
function naively(template: string, value: unknown): string {
  let text = template;
  for (const [name, each] of Object.entries(value as object))
    text = text.replaceAll(`{{${name}}}`, String(each));
  return text;
}
