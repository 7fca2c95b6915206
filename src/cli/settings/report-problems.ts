// In: the problems of one settings file. Out: said on standard output, and the exit code of a check.

import { EXIT_CODES } from "../../core/records/errors.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { wireProblem } from "../../core/wire/wire.ts";
import { counted } from "../terminal/columns.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { problemLine } from "./problem-lines.ts";
import { errorsOf } from "../../settings/edit/refused-change.ts";

/** What `hook check` and `config check` end with. */
interface Checked {
  readonly problems: readonly Problem[];
  /** More for `--json`, before the counts. */
  readonly wire?: Readonly<Record<string, unknown>>;
  /** The last line, before the counts: `3 hooks, `. */
  readonly about: string;
}

/** Lists problems and counts them; the exit code is bad where there are errors, with --strict also for warnings. */
export function reportProblems(
  { out }: CommandContext,
  input: Input,
  { problems, wire = {}, about }: Checked,
): number {
  const errors = errorsOf(problems).length;
  const warnings = problems.filter(({ level }) => level === "warning").length;
  out.result({ ...wire, errors, warnings, problems: problems.map(wireProblem) }, () => [
    ...problems.map((problem) => problemLine(problem, out)),
    `${about}${counted(errors, "error")}, ${counted(warnings, "warning")}`,
  ]);
  const bad = errors + (input.flag("strict") === true ? warnings : 0);
  return bad > 0 ? EXIT_CODES.settings_invalid : EXIT_CODES.done;
}
