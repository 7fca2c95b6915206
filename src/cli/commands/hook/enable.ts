import type { Command, CommandContext } from "../../command.ts";
import { changeHook } from "../../../settings/edit/edit-hook.ts";
import { hookIdOf } from "../../../settings/edit/hook-id.ts";
import { neededArg, type Input } from "../../input.ts";

/** `wakehook hook enable`. */
export const hookEnable: Command = {
  args: [["<hook>", "its id"]],
  details: "What waited while it was off runs now.",
  examples: ["wakehook hook enable github-site"],
  run: (context, input) => setEnabled(context, input, true),
};

/** `wakehook hook disable`. */
export const hookDisable: Command = {
  args: [["<hook>", "its id"]],
  details: "New requests are refused with 403; what waits is held until the hook is on again.",
  examples: ["wakehook hook disable github-site"],
  run: (context, input) => setEnabled(context, input, false),
};

async function setEnabled(context: CommandContext, input: Input, enabled: boolean): Promise<void> {
  const id = hookIdOf(neededArg(input, 0, "the hook's id"));
  await changeHook(context, id, (entry) => ({ ...entry, enabled }));
  context.out.result({ id, enabled }, () => [`${id} is ${enabled ? "on" : "off"}`]);
}
