// Findings about a change in; the errors that refuse it out.

import { WakehookError } from "../../core/records/errors.ts";
import { problemText, type Problem } from "../../core/settings/problem.ts";
import { showControls } from "../../core/text/show-controls.ts";

const MOST_CHARACTERS = 2000;

/** A finding without its level, on one line that a terminal can take. */
export function problemWords(problem: Problem): string {
  const line = showControls(problemText(problem)).replaceAll(/[\n\t]+/g, " ");
  return line.length <= MOST_CHARACTERS ? line : `${line.slice(0, MOST_CHARACTERS - 1)}…`;
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
    problems,
  });
}
