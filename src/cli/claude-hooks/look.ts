// How it stands with the hooks in Claude Code: written down, of this program, allowed, and which sessions wait.

import type { TerminalList } from "../../core/wire/answers/channel-answers.ts";
import type { Told } from "../../core/wire/answers/shapes.ts";
import type { CommandContext } from "../command.ts";
import { connectAdmin } from "../daemon/admin-client.ts";
import { findDaemon } from "../daemon/running-daemon.ts";
import { hookEntries, installedEvents, NEEDED_EVENTS, type HookProgram } from "./hook-entries.ts";
import { forbiddenBy } from "./policy.ts";
import { readClaudeSettings } from "./settings-file.ts";

/** What was found. */
export interface HookState {
  readonly file: string;
  /** `other`: the entries are of another program or home, or some are missing. */
  readonly installed: "no" | "other" | "yes";
  /** Why they do not run; null: they do. */
  readonly forbidden: string | null;
}

/** A session, as the daemon has it. */
export type WireTerminal = Told<typeof TerminalList>["terminals"][number];

/** How the program of this call is called by a hook. */
export function programOf({
  launch,
  paths,
}: Pick<CommandContext, "launch" | "paths">): HookProgram {
  return { node: launch.node, script: launch.script, home: paths.root };
}

/** Looks at the files. @throws WakehookError `settings_invalid`. */
export async function lookAtHooks(
  context: Pick<CommandContext, "environment" | "platform" | "launch" | "paths">,
): Promise<HookState> {
  const settings = await readClaudeSettings(context.environment);
  const events = installedEvents(settings.value);
  const forbidden = await forbiddenBy(settings, context.platform);
  const text = JSON.stringify(settings.value["hooks"] ?? {});
  const wanted = Object.values(hookEntries(programOf(context))).flat();
  const isOurs =
    NEEDED_EVENTS.every((event) => events.includes(event)) &&
    wanted.every((entry) => text.includes(JSON.stringify(entry)));
  const installed = events.length === 0 ? "no" : isOurs ? "yes" : "other";
  return { file: settings.file, installed, forbidden };
}

/** The open sessions; null: no daemon answers. */
export async function askForTerminals({
  paths,
}: Pick<CommandContext, "paths">): Promise<readonly WireTerminal[] | null> {
  if ((await findDaemon(paths)) === null) return null;
  try {
    const answer = await (await connectAdmin(paths)).get("/terminals");
    return (answer as { terminals: WireTerminal[] }).terminals;
  } catch {
    return null;
  }
}
