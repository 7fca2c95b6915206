// The one place where a Problem is put together, so that no secret value gets into one.

import type { Problem, ProblemLevel } from "../../core/settings/problem.ts";

/** The name of the hooks' file, as problems name it. */
export const HOOKS_NAME = "webhooks.json";
/** The name of the daemon's file, as problems name it. */
export const CONFIG_NAME = "config.json";

const MOST_VALUE_CHARACTERS = 80;

/** Where a finding belongs: a file, and an entry of it. */
export interface Place {
  readonly file: string;
  /** A hook's id, or `#3`. */
  readonly entry?: string;
}

/** What is said about a place; `value` is shown as compact JSON, so never hand over a secret. */
export interface Words {
  readonly field?: string | undefined;
  readonly value?: unknown;
  readonly message: string;
  readonly hint?: string | undefined;
  /** What was thrown, where reading failed. */
  readonly thrown?: unknown;
}

/** Puts a problem together; what is undefined is left out. */
export function finding(level: ProblemLevel, place: Place, words: Words): Problem {
  const { field, value, message, hint, thrown } = words;
  return {
    level,
    ...place,
    ...(field === undefined ? {} : { field }),
    ...(value === undefined ? {} : { value: compact(value) }),
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(isPassing(thrown) ? { passing: true } : {}),
  };
}

/** No descriptor or memory was left, or the disk failed: the file says nothing when that is over. */
function isPassing(thrown: unknown): boolean {
  const { code } = (thrown ?? {}) as NodeJS.ErrnoException;
  return code !== undefined && ["EMFILE", "ENFILE", "ENOMEM", "EIO"].includes(code);
}

/** What a problem shows where the value is a secret. */
export function hiddenFinding(level: ProblemLevel, place: Place, words: Words): Problem {
  return { ...finding(level, place, { ...words, value: undefined }), value: "(secret)" };
}

function compact(value: unknown): string {
  const text = JSON.stringify(value);
  if (text.length <= MOST_VALUE_CHARACTERS) return text;
  return `${text.slice(0, MOST_VALUE_CHARACTERS - 1)}…`;
}
