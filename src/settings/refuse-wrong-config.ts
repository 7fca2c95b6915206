// In: what is wrong with the settings at a start. Out: nothing, or the error that ends the start. A
// running daemon goes on with what it had; a start has nothing to go on with but the defaults, and
// those are another port, other features and other targets than the owner's.

import { WakehookError } from "../core/records/errors.ts";
import { problemText, type Problem } from "../core/settings/problem.ts";
import { CONFIG_NAME } from "./check/finding.ts";

/**
 * Lets a start go on only with a config.json that has no error.
 * @throws WakehookError `settings_invalid` with every error of it.
 */
export function refuseWrongConfig(problems: readonly Problem[]): void {
  const errors = problems.filter(({ file, level }) => file === CONFIG_NAME && level === "error");
  if (errors.length === 0) return;
  throw new WakehookError("settings_invalid", errors.map(problemText).join("\n"), {
    hint: `nothing was started: mend ${CONFIG_NAME}, see that \`wakehook config check\` finds no error, and start again`,
  });
}
