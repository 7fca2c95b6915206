// In: a value as typed on the command line. Out: the JSON value that its setting takes.

import type { FieldShape } from "./schema-fields.ts";

/**
 * JSON where the setting takes it, otherwise the bare words, otherwise a list of words between
 * commas. What the setting takes in no form is handed on as JSON or words; the check then says why.
 */
export function typedValue(text: string, schema: FieldShape[string] | undefined): unknown {
  const forms: unknown[] = [];
  try {
    forms.push(JSON.parse(text));
  } catch {
    // Bare words.
  }
  forms.push(text);
  if (!text.startsWith("[")) forms.push(text.split(",").map((word) => word.trim()));
  return forms.find((form) => schema?.safeParse(form).success === true) ?? forms[0];
}
