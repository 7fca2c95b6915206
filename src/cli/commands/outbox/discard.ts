import type { Command } from "../../command.ts";
import { changeMessages } from "../../outbox/change-messages.ts";

/** `wakehook outbox discard`. */
export const outboxDiscard: Command = {
  args: [["[message...]", "their numbers, or their ids (msg_...)"]],
  options: [["--sink <name>", "all that waits for this one, or was given up"]],
  details: "They are not sent, and stay on record as canceled.",
  examples: ["wakehook outbox discard 12", "wakehook outbox discard --sink subscription:old"],
  run: (context, input) => changeMessages(context, input, { verb: "discard", done: "discarded" }),
};
