import {
  toJsonSchema,
  type SchemaIssue,
  type FieldSchema,
} from "../../core/settings/schema-fields.ts";

/** A finding that a number, text or list is too large or too small. */
export type RangeIssue = Extract<SchemaIssue, { readonly code: "too_big" | "too_small" }>;

/**
 * What may be written instead: `must be 0 to 65535`, with both ends where the field has both.
 * @param field the schema of the field, or undefined where it is not known.
 */
export function rangeWords(issue: RangeIssue, field: FieldSchema | undefined): string {
  if (issue.origin === "string" || issue.origin === "array") return lengthWords(issue);
  const { least, above, most } = rangeOf(field);
  if (least !== undefined && most !== undefined) return `must be ${least} to ${most}`;
  if (above !== undefined && most !== undefined)
    return `must be more than ${above}, at most ${most}`;
  const { exact } = issue;
  if (exact === true) return issue.message;
  if (issue.code === "too_big")
    return `must be ${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
  return `must be ${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
}

function lengthWords(issue: RangeIssue): string {
  const bound = issue.code === "too_big" ? issue.maximum : issue.minimum;
  if (issue.code === "too_small" && bound <= 1) return "must not be empty";
  const unit = issue.origin === "string" ? "characters" : "entries";
  return `must have at ${issue.code === "too_big" ? "most" : "least"} ${bound} ${unit}`;
}

interface Range {
  readonly least: number | undefined;
  readonly above: number | undefined;
  readonly most: number | undefined;
}

/** The range of a number, also of one that is one form of several. A whole number's own limits say nothing. */
function rangeOf(field: FieldSchema | undefined): Range {
  const schema = field === undefined ? {} : toJsonSchema(field);
  const forms = Array.isArray(schema["anyOf"]) ? (schema["anyOf"] as object[]) : [schema];
  const number = forms.find((form) => "minimum" in form || "exclusiveMinimum" in form) ?? {};
  const at = (name: string): number | undefined => {
    const bound: unknown = Object.entries(number).find(([key]) => key === name)?.[1];
    return typeof bound === "number" && Number.isSafeInteger(bound) && !isLimit(bound)
      ? bound
      : undefined;
  };
  return { least: at("minimum"), above: at("exclusiveMinimum"), most: at("maximum") };
}

function isLimit(bound: number): boolean {
  return Math.abs(bound) === Number.MAX_SAFE_INTEGER;
}
