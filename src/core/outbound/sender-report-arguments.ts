// In: JSON whose texts are templates. Out: the same, filled in: a text that is one placeholder and nothing else
// becomes the value that it names, in its own kind; all others become texts.

import { fillTemplate } from "../text/fill-template.ts";
import { placeholderJson, type TemplateContext } from "../text/placeholder.ts";
import { parseTemplate } from "../text/template.ts";

/** Fills in every text, keys excepted: what a sender writes chooses no field. */
export function fillArguments(
  written: Readonly<Record<string, unknown>>,
  context: TemplateContext,
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(written).map(([name, value]) => [name, filled(value, context)]),
  );
}

/** The templates that stand in it. */
export function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function filled(value: unknown, context: TemplateContext): unknown {
  if (typeof value === "string") return filledText(value, context);
  if (Array.isArray(value)) return value.map((item) => filled(item, context));
  if (typeof value !== "object" || value === null) return value;
  return fillArguments(value as Record<string, unknown>, context);
}

function filledText(template: string, context: TemplateContext): unknown {
  const { placeholders, end } = parseTemplate(template);
  const [only, ...others] = placeholders;
  const isAlone = only !== undefined && others.length === 0 && only.before === "" && end === "";
  if (isAlone) return JSON.parse(placeholderJson(only.name, context)) as unknown;
  return fillTemplate(template, context, (value) => value.toWellFormed()).text;
}
