import { CONFIG_NAME } from "../../../settings/check/finding.ts";
import type { Command } from "../../command.ts";
import { readOwnerSettings } from "../../settings/read-owner-settings.ts";
import { reportProblems } from "../../settings/report-problems.ts";

/** `wakehook config check`. */
export const configCheck: Command = {
  options: [["--strict", "warnings count as errors"]],
  examples: ["wakehook config check"],
  async run(context, input) {
    const settings = await readOwnerSettings(context);
    const problems = settings.problems.filter(({ file }) => file === CONFIG_NAME);
    return reportProblems(context, input, { problems, about: `${CONFIG_NAME}: ` });
  },
};
