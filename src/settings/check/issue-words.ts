// In: what the schema found. Out: problems that name the field, the value seen and the nearest name.

import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import {
  schemaAt,
  fieldNamesAt,
  marksOf,
  type FieldShape,
  type SchemaIssue,
  type FieldSchema,
} from "../../core/settings/schema-fields.ts";
import { finding, hiddenFinding, type Place } from "./finding.ts";
import { rangeWords } from "./range-words.ts";

/** What issues are told about: where, the shape that was asked for, and what was written. */
export interface Checked {
  readonly place: Place;
  readonly shape: FieldShape;
  readonly raw: Readonly<Record<string, unknown>>;
}

/** Turns the schema's findings into problems, one per field. */
export function problemsOf(checked: Checked, issues: readonly SchemaIssue[]): Problem[] {
  return issues
    .flatMap(narrowed)
    .flatMap((issue) =>
      issue.code === "unrecognized_keys"
        ? issue.keys.map((key) => unknownField(checked, [...issue.path, key]))
        : [wrongValue(checked, issue)],
    );
}

/** Where only one of several forms was meant, what is wrong is wrong with that one. */
function narrowed(issue: SchemaIssue): SchemaIssue[] {
  if (issue.code !== "invalid_union") return [issue];
  const meant = issue.errors.filter(
    (inner) => !inner.some(({ code, path }) => code === "invalid_type" && path.length === 0),
  );
  const [only, ...others] = meant;
  if (only === undefined || others.length > 0) return [issue];
  return only.flatMap((inner) => narrowed({ ...inner, path: [...issue.path, ...inner.path] }));
}

// The value of an unknown field is not shown: a mistyped `secret` holds one.
function unknownField({ place, shape }: Checked, path: readonly PropertyKey[]): Problem {
  const name = String(path.at(-1));
  return finding("error", place, {
    field: dotted(path),
    message: "unknown field",
    hint: didYouMean(nearestName(name, fieldNamesAt(shape, path.slice(0, -1)))),
  });
}

function wrongValue({ place, shape, raw }: Checked, issue: SchemaIssue): Problem {
  const value = valueAt(raw, issue.path);
  const words = {
    field: dotted(issue.path),
    value,
    message: messageOf(issue, value, schemaAt(shape, issue.path)),
    hint: hintOf(issue, value),
  };
  const hidden = holdsSecret(shape, issue.path) && value !== undefined;
  return hidden
    ? hiddenFinding("error", place, { ...words, hint: undefined })
    : finding("error", place, words);
}

function messageOf(issue: SchemaIssue, value: unknown, field?: FieldSchema): string {
  if (issue.code === "invalid_union") {
    if (issue.errors.length === 0) return kindWords(issue);
    const forms = issue.errors.flatMap((branch) =>
      branch.slice(0, 1).map((inner) => {
        const isWhole = inner.path.length === 0;
        const words = messageOf(inner, valueAt(value, inner.path), isWhole ? field : undefined);
        return isWhole ? words : `${dotted(inner.path)} ${words}`;
      }),
    );
    return [...new Set(forms)].join(", or: ");
  }
  if (issue.code === "invalid_type" && value === undefined) return "is missing";
  if (issue.code === "invalid_type") return `must be ${article(issue.expected)}`;
  if (issue.code === "invalid_value") return `must be one of: ${issue.values.join(", ")}`;
  if (issue.code === "unrecognized_keys") return `unknown field ${issue.keys.join(", ")}`;
  if (issue.code === "too_big" || issue.code === "too_small") return rangeWords(issue, field);
  return issue.message;
}

/** Which forms there are is told by a field of theirs. */
function kindWords(issue: Extract<SchemaIssue, { code: "invalid_union" }>): string {
  const { options = [] } = issue as { readonly options?: readonly unknown[] };
  return `must be one of: ${options.map(String).join(", ")}`;
}

function hintOf(issue: SchemaIssue, value: unknown): string | undefined {
  if (issue.code === "invalid_union" && typeof value === "string") {
    const hints = issue.errors.flat().map((inner) => hintOf(inner, value));
    return hints.find((hint) => hint !== undefined);
  }
  if (issue.code !== "invalid_value" || typeof value !== "string") return undefined;
  return didYouMean(nearestName(value, issue.values.map(String)));
}

function holdsSecret(shape: FieldShape, path: readonly PropertyKey[]): boolean {
  return path.some((_, index) => {
    const schema = schemaAt(shape, path.slice(0, index + 1));
    return schema !== undefined && marksOf(schema).secret;
  });
}

function article(type: string): string {
  const names: Record<string, string> = {
    array: "a list",
    boolean: "true or false",
    int: "a whole number",
    record: "an object",
    object: "an object",
    string: "a text",
    number: "a number",
  };
  return names[type] ?? type;
}

function dotted(path: readonly PropertyKey[]): string | undefined {
  return path.length === 0 ? undefined : path.map(String).join(".");
}

function valueAt(raw: unknown, path: readonly PropertyKey[]): unknown {
  let value = raw;
  for (const key of path) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) return undefined;
    value = (value as Record<PropertyKey, unknown>)[key];
  }
  return value;
}
