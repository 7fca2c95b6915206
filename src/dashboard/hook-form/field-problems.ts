// What is wrong with an entry in; what stands beside each field, and what belongs to none of them, out.

import type { WireProblem } from "../../core/wire/wire.ts";
import type { Refusal } from "../api.ts";
import type { FormField } from "./fields.ts";
import { isNestedDeeper } from "../../core/text/json-depth.ts";
import { MORE, MOST_DEPTH, type TypedForm } from "./typed-form.ts";

/** Words beside one field. */
export interface FieldProblem {
  /** The field's name in the form; null: it belongs to none. */
  readonly field: string | null;
  readonly words: string;
  readonly isError: boolean;
}

/** A refusal of the API, as the form shows it. `known`: names of further fields that this form has. */
export function problemsOfRefusal(
  refusal: Refusal,
  fields: readonly FormField[],
  known: readonly string[] = [],
): FieldProblem[] {
  const names = [...fields.map(({ name }) => name), ...known];
  if (refusal.problems.length > 0) return refusal.problems.map((one) => placed(one, names));
  const isAboutId =
    refusal.error === "already_exists" || refusal.words.includes("the id of a hook");
  const field = isAboutId && known.includes("id") ? "id" : null;
  return [{ field, words: refusal.words, isError: true }];
}

/** One problem at its field. */
export function placed(problem: WireProblem, names: readonly string[]): FieldProblem {
  const { field, value, message, hint, level } = problem;
  const at = field === undefined ? null : nearest(field, names);
  // Beside its own field neither its name nor what was typed says anything.
  const isBeside = field !== undefined && field === at;
  const name = field === undefined || isBeside ? "" : `${field} `;
  const seen = value === undefined || isBeside ? "" : ` (is ${value})`;
  const next = hint === undefined ? "" : `: ${hint}`;
  return { field: at, words: `${name}${message}${seen}${next}`, isError: level === "error" };
}

/** What the page itself has to say about further fields. */
export function moreProblem({ more }: TypedForm): FieldProblem {
  const words = `is no JSON object: ${reason(more)}`;
  return { field: MORE, words, isError: true };
}

/** A new hook has one field for its secret, however its sender proves itself. */
const SECRET_NAMES: ReadonlySet<string> = new Set(["token", "secret", "hmac_secret"]);

/** The field itself, or the one that it is a part of, or one of its parts; all others are among the further ones. */
function nearest(field: string, names: readonly string[]): string {
  if (names.includes("secret") && SECRET_NAMES.has(field)) return "secret";
  const outer = names.find((name) => field === name || field.startsWith(`${name}.`));
  return outer ?? names.find((name) => name.startsWith(`${field}.`)) ?? MORE;
}

function reason(text: string): string {
  if (isNestedDeeper(text, MOST_DEPTH)) return `it is nested deeper than ${MOST_DEPTH} levels`;
  try {
    JSON.parse(text);
    return "write it in braces";
  } catch (thrown) {
    return thrown instanceof Error ? thrown.message : "it cannot be read";
  }
}
