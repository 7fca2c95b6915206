// Open sessions of Claude Code: whether a wake for them could arrive.

import { toError } from "../../core/records/errors.ts";
import type { Config } from "../../core/settings/config.ts";
import { askForTerminals, lookAtHooks } from "../claude-hooks/look.ts";
import type { CommandContext } from "../command.ts";
import { ok, type Finding } from "./finding.ts";

const CHECK = "terminal";
const INSTALL = "wakehook terminal install";

/** Nothing where neither a target nor a hook is there. */
export async function checkTerminals(
  context: Pick<CommandContext, "environment" | "platform" | "launch" | "paths">,
  { targets }: Pick<Config, "targets">,
): Promise<Finding[]> {
  const isWanted = targets.some(({ kind }) => kind === "claude_terminal");
  try {
    const { installed, forbidden, file } = await lookAtHooks(context);
    const found = (level: Finding["level"], message: string, hint?: string): Finding[] => [
      { check: CHECK, level, message, hint },
    ];
    if (installed === "no")
      return isWanted ? found("warning", `no hooks of wakehook in ${file}`, INSTALL) : [];
    if (installed === "other")
      return found("warning", `the hooks in ${file} call another program or home`, INSTALL);
    if (forbidden !== null) return found("warning", `hooks do not run: ${forbidden}`);
    if (!isWanted)
      return found("note", "hooks are in Claude Code, and no target is of kind claude_terminal");
    const sessions = await askForTerminals(context);
    if (sessions === null) return found("note", "hooks are in Claude Code; sessions: unknown");
    const awake = sessions.filter(({ waits }) => waits).length;
    return [ok(CHECK, `hooks are in Claude Code; sessions that can be woken: ${awake}`)];
  } catch (thrown) {
    return isWanted ? [{ check: CHECK, level: "warning", message: toError(thrown).message }] : [];
  }
}
