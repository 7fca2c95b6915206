// In: a template and a delivery. Out: the text with each value encoded for the place where it stands.

import { placeholderJson, placeholderText, type TemplateContext } from "./placeholder.ts";
import { parseTemplate } from "./template.ts";

/** Makes a value harmless where it stands. */
export type Encode = (value: string) => string;

/** A filled template. `missing`: the names that have no value. */
export interface Filled {
  readonly text: string;
  readonly missing: readonly string[];
}

/** Fills a template; a missing value stays visible as `{{?name}}`, encoded too. */
export function fillTemplate(template: string, context: TemplateContext, encode: Encode): Filled {
  const { placeholders, end } = parseTemplate(template);
  const missing: string[] = [];
  const pieces = placeholders.map(({ before, name }) => {
    const value = placeholderText(name, context);
    if (value === null) missing.push(name);
    return before + encode(value ?? `{{?${name}}}`);
  });
  return { text: pieces.join("") + end, missing };
}

/**
 * Fills a template of JSON: a placeholder between quotes is a piece of that text, one that stands alone is a value
 * of its own kind, null where there is none. So the result is JSON whatever a sender wrote.
 */
export function fillJson(template: string, context: TemplateContext): Filled {
  const { placeholders, end } = parseTemplate(template);
  const missing: string[] = [];
  let isInText = false;
  const pieces = placeholders.map(({ before, name }) => {
    isInText = endsInText(before, isInText);
    const value = placeholderText(name, context);
    if (value === null) missing.push(name);
    if (!isInText) return before + placeholderJson(name, context);
    return before + JSON.stringify((value ?? `{{?${name}}}`).toWellFormed()).slice(1, -1);
  });
  return { text: pieces.join("") + end, missing };
}

function endsInText(piece: string, wasInText: boolean): boolean {
  let isInText = wasInText;
  for (let at = 0; at < piece.length; at++) {
    if (piece[at] === '"') isInText = !isInText;
    else if (piece[at] === "\\" && isInText) at++;
  }
  return isInText;
}

/** For a part of a URL's path or query. */
export const encodeForUrl: Encode = (value) => encodeURIComponent(value.toWellFormed());

/** For a form's field: as in a URL, and the blank as form fields have it. */
export const encodeForForm: Encode = (value) => encodeForUrl(value).replaceAll("%20", "+");

/** For XML and HTML, in text and in attributes. */
export const encodeForXml: Encode = (value) =>
  value.toWellFormed().replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** For a header: one line of visible ASCII; other characters in UTF-8 and percent-encoding. */
export const encodeForHeader: Encode = (value) =>
  value
    .toWellFormed()
    // oxlint-disable-next-line no-control-regex -- control characters are what this is about
    .replaceAll(/[\u0000-\u001f\u007f]+/g, " ")
    .replaceAll(/[^\x20-\x7e]+/g, (text) => encodeURIComponent(text))
    .trim();
