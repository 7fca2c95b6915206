// In: a template of the owner and what is known of a delivery. Out: the text with its values in place.

import { fitPieces, type Piece } from "./fit.ts";
import { placeholderText, type TemplateContext } from "./placeholder.ts";

/**
 * `{{name}}`, `{{ a.b.0 }}`, `{{a.*.b}}`: word characters of any script, `-` and `$`. A name holds no
 * brace and no blank, so the search is linear. What does not look like this is left as typed.
 */
const PLACEHOLDER =
  /\{\{[ \t]*((?:\*|[\p{L}\p{M}\p{N}\p{Pc}$-]+)(?:\.(?:\*|[\p{L}\p{M}\p{N}\p{Pc}$-]+))*)[ \t]*\}\}/gu;

/** Longest rendered text, in UTF-8 bytes, where the caller names no other limit. */
const DEFAULT_LIMIT_BYTES = 1_000_000;

/** A template taken apart, with the values in place of their placeholders. */
export interface ExpandedTemplate {
  readonly pieces: readonly Piece[];
  /** Placeholders found, those without a value too. */
  readonly placeholders: number;
  /** Names without a value, each once; they stand as `{{?name}}` in the text. */
  readonly missing: readonly string[];
}

/** A rendered template. */
export interface RenderedTemplate {
  readonly text: string;
  readonly placeholders: number;
  readonly missing: readonly string[];
}

/**
 * Renders a template in one pass: a value is never looked through again. Strings stand as they are,
 * objects and arrays as compact JSON, `*` joined with ", ". A missing or null value stays visible as
 * `{{?name}}`. Values that do not fit the limit are cut with a note. Never throws.
 */
export function renderTemplate(
  template: string,
  context: TemplateContext,
  options: { readonly limitBytes?: number } = {},
): RenderedTemplate {
  const { pieces, placeholders, missing } = expandTemplate(template, context);
  const text = fitPieces(pieces, options.limitBytes ?? DEFAULT_LIMIT_BYTES);
  return { text, placeholders, missing };
}

/** Takes a template apart, so that a caller can tell the owner's words from the values. Never throws. */
export function expandTemplate(template: string, context: TemplateContext): ExpandedTemplate {
  const parsed = parseTemplate(template);
  const pieces: Piece[] = [];
  const known = new Map<string, string | null>();
  for (const { before, name } of parsed.placeholders) {
    let text = known.get(name);
    if (text === undefined) known.set(name, (text = placeholderText(name, context)));
    pieces.push({ kind: "own", text: before });
    pieces.push(text === null ? { kind: "own", text: `{{?${name}}}` } : { kind: "value", text });
  }
  pieces.push({ kind: "own", text: parsed.end });
  const missing: string[] = [];
  for (const [name, text] of known) if (text === null) missing.push(name);
  return { pieces, placeholders: parsed.placeholders.length, missing };
}

/** The names of a template's placeholders, in their order. */
export function placeholderNames(template: string): string[] {
  return parseTemplate(template).placeholders.map(({ name }) => name);
}

/** A template taken apart. */
export interface ParsedTemplate {
  readonly placeholders: ReadonlyArray<{ readonly before: string; readonly name: string }>;
  /** What stands behind the last placeholder. */
  readonly end: string;
}

/** Templates come from the owner's files and the presets: few, each rendered for every delivery. */
const parsedTemplates = new Map<string, ParsedTemplate>();
const MOST_PARSED = 256;
const LONGEST_PARSED = 4096;

/** Takes a template apart; what was taken apart once is remembered. */
export function parseTemplate(template: string): ParsedTemplate {
  const known = parsedTemplates.get(template);
  if (known !== undefined) return known;
  const placeholders: Array<{ before: string; name: string }> = [];
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    placeholders.push({ before: template.slice(end, match.index), name: match[1] ?? "" });
    end = match.index + match[0].length;
  }
  const parsed = { placeholders, end: template.slice(end) };
  if (parsedTemplates.size >= MOST_PARSED) parsedTemplates.clear();
  if (template.length <= LONGEST_PARSED) parsedTemplates.set(template, parsed);
  return parsed;
}
