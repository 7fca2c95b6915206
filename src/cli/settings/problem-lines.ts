// Findings about the settings in, lines for people out.

import { problemText, type Problem, type ProblemLevel } from "../../core/problem.ts";
import { WakehookError } from "../../core/errors.ts";
import type { Output, Style } from "../terminal/output.ts";
import { printableLine } from "../terminal/printable.ts";

const STYLES: Readonly<Record<ProblemLevel, Style>> = {
  error: "red",
  warning: "yellow",
  note: "dim",
};

/** One finding on one line: level, file, entry, field, value, what is wrong, what to do. */
export function problemLine(problem: Problem, out: Pick<Output, "style">): string {
  return `${out.style(STYLES[problem.level], problem.level)}: ${problemWords(problem)}`;
}

/** The same without its level. */
export function problemWords(problem: Problem): string {
  return printableLine(problemText(problem), 2000);
}

/** The errors among findings. */
export function errorsOf(problems: readonly Problem[]): Problem[] {
  return problems.filter(({ level }) => level === "error");
}

/** Findings that were not there before: a change is refused for what it brings, not for what was wrong already. */
export function newErrors(before: readonly Problem[], after: readonly Problem[]): Problem[] {
  const known = new Set(errorsOf(before).map(problemWords));
  return errorsOf(after).filter((problem) => !known.has(problemWords(problem)));
}

/** The refusal of a change that would leave a settings file with an error. */
export function refusedChange(problems: readonly Problem[]): WakehookError {
  return new WakehookError("settings_invalid", problems.map(problemWords).join("\n"), {
    hint: "nothing was changed",
  });
}
