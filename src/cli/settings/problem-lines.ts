// Findings about the settings in, lines for people out.

import type { Problem, ProblemLevel } from "../../core/settings/problem.ts";
import { problemWords } from "../../settings/edit/refused-change.ts";
import type { Output, Style } from "../terminal/output.ts";

const STYLES: Readonly<Record<ProblemLevel, Style>> = {
  error: "red",
  warning: "yellow",
  note: "dim",
};

/** One finding on one line: level, file, entry, field, value, what is wrong, what to do. */
export function problemLine(problem: Problem, out: Pick<Output, "style">): string {
  return `${out.style(STYLES[problem.level], problem.level)}: ${problemWords(problem)}`;
}
