import { HOOKS_NAME } from "../../../settings/finding.ts";
import { readSettings } from "../../../settings/read.ts";
import { counted } from "../../columns.ts";
import type { Command } from "../../command.ts";
import { reportProblems } from "../../report-problems.ts";

/** `wakehook hook check`. */
export const hookCheck: Command = {
  options: [["--strict", "warnings count as errors"]],
  details:
    "Errors: the entry is not used as written. Warnings: its runs will end in an error. Notes: not at work yet.",
  examples: ["wakehook hook check", "wakehook hook check --strict --json"],
  async run(context, input) {
    const settings = await readSettings(context.paths, context.environment);
    const problems = settings.problems.filter(({ file }) => file === HOOKS_NAME);
    const { size } = settings.hooks;
    const about = `${counted(size, "hook")}, `;
    return reportProblems(context, input, { problems, wire: { hooks: size }, about });
  },
};
