// In: templates of what a delivery is about. Out: the first that renders whole, or null.

import type { TemplateContext } from "../text/placeholder.ts";
import { renderTemplate } from "../text/template.ts";

/** Longest entity, in characters. What is longer names nothing that deliveries could share. */
const LONGEST_ENTITY = 300;

/**
 * Tells what a delivery is about: `octo/site#42`. The first template whose placeholders all have a
 * value counts; one that renders to nothing, to several lines or to more than 300 characters does not.
 */
export function entityOf(templates: readonly string[], context: TemplateContext): string | null {
  for (const template of templates) {
    const { text, missing } = renderTemplate(template, context);
    const entity = text.trim();
    if (missing.length > 0 || entity === "" || entity.length > LONGEST_ENTITY) continue;
    if (!/[\p{C}\u2028\u2029]/u.test(entity)) return entity;
  }
  return null;
}
