import type { Command } from "../../command.ts";
import { changeMessages } from "../../outbox/change-messages.ts";

/** `wakehook outbox retry`. */
export const outboxRetry: Command = {
  args: [["[message...]", "their numbers, or their ids (msg_...)"]],
  options: [["--sink <name>", "all that was given up or canceled for this one"]],
  details: "They are sent at once, with the ids that they had, and get as many tries as new ones.",
  examples: ["wakehook outbox retry 12", "wakehook outbox retry --sink subscription:ci"],
  run: (context, input) => changeMessages(context, input, { verb: "retry", done: "due again now" }),
};
