import { HOOKS_NAME } from "../../../settings/finding.ts";
import { counted } from "../../terminal/columns.ts";
import type { Command } from "../../command.ts";
import { readOwnerSettings } from "../../settings/read-owner-settings.ts";
import { reportProblems } from "../../settings/report-problems.ts";

/** `wakehook hook check`. */
export const hookCheck: Command = {
  options: [["--strict", "warnings count as errors"]],
  details:
    "Errors: the entry is not used as written. Warnings: its runs will end in an error. Notes: not at work yet.",
  examples: ["wakehook hook check", "wakehook hook check --strict --json"],
  async run(context, input) {
    const settings = await readOwnerSettings(context);
    const problems = settings.problems.filter(({ file }) => file === HOOKS_NAME);
    const { size } = settings.hooks;
    const about = `${counted(size, "hook")}, `;
    return reportProblems(context, input, { problems, wire: { hooks: size }, about });
  },
};
