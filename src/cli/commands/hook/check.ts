import { EXIT_CODES } from "../../../core/errors.ts";
import { wireProblem } from "../../../core/wire.ts";
import { HOOKS_NAME } from "../../../settings/finding.ts";
import { readSettings } from "../../../settings/read.ts";
import type { Command } from "../../command.ts";
import { errorsOf, problemLine } from "../../problem-lines.ts";

/** `wakehook hook check`. */
export const hookCheck: Command = {
  options: [["--strict", "warnings count as errors"]],
  details:
    "Errors: the entry is not used as written. Warnings: its runs will end in an error. Notes: not at work yet.",
  examples: ["wakehook hook check", "wakehook hook check --strict --json"],
  async run({ paths, environment, out }, input) {
    const settings = await readSettings(paths, environment);
    const problems = settings.problems.filter(({ file }) => file === HOOKS_NAME);
    const errors = errorsOf(problems).length;
    const warnings = problems.filter(({ level }) => level === "warning").length;
    const wire = {
      hooks: settings.hooks.size,
      errors,
      warnings,
      problems: problems.map(wireProblem),
    };
    out.result(wire, () => [
      ...problems.map((problem) => problemLine(problem, out)),
      `${settings.hooks.size} hooks, ${errors} errors, ${warnings} warnings`,
    ]);
    const bad = errors + (input.flag("strict") === true ? warnings : 0);
    return bad > 0 ? EXIT_CODES.settings_invalid : EXIT_CODES.done;
  },
};
