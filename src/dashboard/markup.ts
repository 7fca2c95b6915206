// The one place that makes HTML of values: hono's template escapes each; nothing here is ever taken as it is.

import { html as template } from "hono/html";

/** A piece of a page whose values are escaped. */
export type Markup = Awaited<ReturnType<typeof template>>;

/** What may stand in a template: texts are escaped, pieces are not escaped again. */
export type Part = Markup | string | number | null | readonly Part[];

/** A piece of a page. */
export function html(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  const made = template(strings, ...parts);
  // Only promises among the parts make it one, and the type lets none in.
  if (made instanceof Promise) throw new TypeError("a part of a page was a promise");
  return made;
}
