import { EXIT_CODES } from "../../../core/records/errors.ts";
import type { Command } from "../../command.ts";
import { askForTerminals, lookAtHooks, type HookState } from "../../claude-hooks/look.ts";
import { columns, fields } from "../../terminal/columns.ts";
import { printableLine } from "../../terminal/printable.ts";

const INSTALLED: Readonly<Record<HookState["installed"], string>> = {
  no: "no: wakehook terminal install",
  other: "of another program or home, or not all of them: wakehook terminal install",
  yes: "yes",
};

/** `wakehook terminal status`. */
export const terminalStatus: Command = {
  details: "Exit code 5 where the hooks are not written down.",
  examples: ["wakehook terminal status", "wakehook terminal status --json"],
  async run(context) {
    const state = await lookAtHooks(context);
    const sessions = await askForTerminals(context);
    context.out.result({ ...state, sessions }, () => [
      ...fields([
        ["settings", state.file],
        ["hooks", INSTALLED[state.installed]],
        ["forbidden", state.forbidden],
        ["sessions", sessions === null ? "unknown: no daemon answers" : String(sessions.length)],
      ]),
      ...(sessions === null || sessions.length === 0
        ? []
        : columns([
            ["FOLDER", "STATE", "CAN BE WOKEN", "PID"],
            ...sessions.map((one) => [
              printableLine(one.folder),
              one.state,
              one.waits ? "yes" : "behind its next turn",
              String(one.pid),
            ]),
          ])),
    ]);
    return state.installed === "no" ? EXIT_CODES.not_found : EXIT_CODES.done;
  },
};
