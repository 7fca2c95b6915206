// A URL and the parameters that a route knows in; their values out, or a refusal that names the wrong one.

import type { Fields, QueryValues } from "../../core/wire/field.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { refusal, type AdminRefusal } from "../answer.ts";

/** Reads a query strictly: unknown, repeated and bad parameters are refused by name. */
export function readQuery<Spec extends Fields>(
  url: URL,
  spec: Spec,
): { readonly ok: true; readonly values: QueryValues<Spec> } | AdminRefusal {
  const values = new Map<string, unknown>();
  for (const [name, text] of url.searchParams) {
    const parameter = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (parameter === undefined) return unknownParameter(name, Object.keys(spec));
    if (values.has(name)) return refusal("usage", `the parameter ${name} is given twice`);
    const value = parameter.schema().safeParse(text);
    if (!value.success)
      return refusal(
        "usage",
        `the parameter ${name} cannot be ${JSON.stringify(text.slice(0, 80))}`,
        `${name} takes ${parameter.takes}`,
      );
    values.set(name, value.data);
  }
  return { ok: true, values: Object.fromEntries(values) as QueryValues<Spec> };
}

function unknownParameter(name: string, known: readonly string[]): AdminRefusal {
  const nearest = nearestName(name, known);
  const all = known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`;
  return refusal(
    "usage",
    `this route has no parameter ${JSON.stringify(name.slice(0, 80))}`,
    nearest === undefined ? all : `did you mean ${nearest}? ${all}`,
  );
}
