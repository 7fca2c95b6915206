// What is wrong with an entry of a settings file, in words that name the place.

/** `error`: the entry is not used as written. `warning`: used, but its runs will end in an error. `note`: accepted, not at work yet. */
export type ProblemLevel = "error" | "warning" | "note";

/** One finding about one place of one file. `value` is masked where the field is a secret. */
export interface Problem {
  readonly level: ProblemLevel;
  /** The file's name, as the owner knows it: `webhooks.json`. */
  readonly file: string;
  /** The hook's id, or its position where it has none: `#3`. Absent for the file as a whole. */
  readonly entry?: string;
  /** Dotted path in the entry: `coalesce.window_seconds`. */
  readonly field?: string;
  /** The value seen, as compact JSON, cut to 80 characters; `(secret)` for a secret field. */
  readonly value?: string;
  /** What is wrong. */
  readonly message: string;
  /** The nearest valid name, or what to do. */
  readonly hint?: string;
  /** A fault of the machine that may be over in a moment: the daemon reads again by itself. */
  readonly passing?: true;
}

/** One finding in one line: file, entry, field, value, what is wrong, what to do. May hold what a terminal must not get. */
export function problemText(problem: Problem): string {
  const { file, entry } = problem;
  return textAt(entry === undefined ? [file] : [file, `hook ${entry}`], problem);
}

/** The same where it is clear which entry of which file is meant. */
export function entryProblemText(problem: Problem): string {
  return textAt([], problem);
}

function textAt(
  around: readonly string[],
  { field, value, message, hint }: Pick<Problem, "field" | "value" | "message" | "hint">,
): string {
  const place = (field === undefined ? around : [...around, field]).filter(Boolean).join(", ");
  const where = value === undefined ? place : `${place} (is ${value})`;
  const next = hint === undefined ? "" : `; ${hint}`;
  return `${where === "" ? "" : `${where}: `}${message}${next}`;
}
