// A value of an entry in, the text of its field out; and back. What is no number or list is handed on as it was typed:
// the check of the file then says why, beside the field.

import type { FieldKind } from "./fields.ts";

/** A value as its field shows it; what is not set is empty. */
export function textOf(kind: FieldKind, value: unknown): string {
  if (value === undefined || value === null) return "";
  if (kind === "lines" && isWords(value, isLine)) return value.join("\n");
  if (isList(kind) && isWords(value, isWord)) return value.join(", ");
  if (kind === "flag") return value === true ? "true" : "";
  return typeof value === "string" ? plain(value) : JSON.stringify(value);
}

/** What was typed as a value; undefined: nothing was. */
export function valueOf(kind: FieldKind, text: string): unknown {
  if (text.trim() === "") return undefined;
  if (kind === "lines") return text.trimStart().startsWith("[") ? parsed(text) : linesOf(text);
  if (isList(kind)) return text.trimStart().startsWith("[") ? parsed(text) : wordsOf(kind, text);
  if (kind === "flag") return true;
  if (kind === "number") return parsed(text.trim());
  return kind === "text_or_object" && text.trimStart().startsWith("{") ? parsed(text) : text;
}

/** As a browser sends it back: a form's lines end with one character here, whatever the browser made of them. */
export function plain(text: string): string {
  return text.replaceAll("\r\n", "\n");
}

function isList(kind: FieldKind): boolean {
  return kind === "list" || kind === "names";
}

/** Of names one alone stands without a list. */
function wordsOf(kind: FieldKind, text: string): string | string[] {
  const words = text.split(",").map((word) => word.trim());
  const said = words.filter((word) => word !== "");
  const [first] = said;
  return kind === "names" && said.length === 1 && first !== undefined ? first : said;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter((line) => line !== "");
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isWords(value: unknown, is: (one: string) => boolean): value is string[] {
  return (
    Array.isArray(value) &&
    value.every((one: unknown) => typeof one === "string" && is(one)) &&
    !String(value[0] ?? "")
      .trimStart()
      .startsWith("[")
  );
}

function isWord(one: string): boolean {
  return one !== "" && one === one.trim() && !one.includes(",");
}

function isLine(one: string): boolean {
  return one !== "" && !one.includes("\n");
}
