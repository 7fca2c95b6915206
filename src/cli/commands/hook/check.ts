import type { Problem } from "../../../core/settings/problem.ts";
import type { SettingsSnapshot } from "../../../core/settings/settings.ts";
import { systemLookup } from "../../../outbound/resolve-target.ts";
import { outgoingTargetProblems } from "../../../settings/check/check-outgoing-targets.ts";
import { HOOKS_NAME } from "../../../settings/check/finding.ts";
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
    const found = settings.problems.filter(({ file }) => file === HOOKS_NAME);
    const problems = [...found, ...(await targetProblems(settings))];
    const { size: hooks } = settings.hooks;
    const { size: routes } = settings.routes ?? new Map();
    const ofRoutes = routes === 0 ? "" : `${counted(routes, "route")}, `;
    const about = `${counted(hooks, "hook")}, ${ofRoutes}`;
    return reportProblems(context, input, { problems, wire: { hooks, routes }, about });
  },
};

/** Where hooks of mode forward lead, asked of the names' servers now. */
async function targetProblems({ hooks, config }: SettingsSnapshot): Promise<Problem[]> {
  const asked = [...hooks.values()].flatMap(({ id, hook, secrets, state }) => {
    if (hook === null || state !== "valid") return [];
    const place = { file: HOOKS_NAME, entry: id };
    return [outgoingTargetProblems({ hook, secrets, config, place }, systemLookup)];
  });
  return (await Promise.all(asked)).flat();
}
