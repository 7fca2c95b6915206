import { EXIT_CODES } from "../../../core/errors.ts";
import { wireProblem } from "../../../core/wire.ts";
import { CONFIG_NAME } from "../../../settings/finding.ts";
import { readSettings } from "../../../settings/read.ts";
import type { Command } from "../../command.ts";
import { errorsOf, problemLine } from "../../problem-lines.ts";

/** `wakehook config check`. */
export const configCheck: Command = {
  options: [["--strict", "warnings count as errors"]],
  examples: ["wakehook config check"],
  async run({ paths, environment, out }, input) {
    const settings = await readSettings(paths, environment);
    const problems = settings.problems.filter(({ file }) => file === CONFIG_NAME);
    const errors = errorsOf(problems).length;
    const warnings = problems.filter(({ level }) => level === "warning").length;
    out.result({ errors, warnings, problems: problems.map(wireProblem) }, () => [
      ...problems.map((problem) => problemLine(problem, out)),
      `${CONFIG_NAME}: ${errors} errors, ${warnings} warnings`,
    ]);
    const bad = errors + (input.flag("strict") === true ? warnings : 0);
    return bad > 0 ? EXIT_CODES.settings_invalid : EXIT_CODES.done;
  },
};
