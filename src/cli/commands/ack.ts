import { WakehookError } from "../../core/records/errors.ts";
import type { Command, CommandContext } from "../command.ts";
import { postAck } from "../daemon/post-ack.ts";
import { neededArg, type Input } from "../input.ts";
import { printableLine } from "../terminal/printable.ts";
import { readAll } from "../verify/read-body.ts";

/** `wakehook ack`. */
export const ack: Command = {
  args: [["<token>", "the one-time token of the prompt"]],
  options: [
    ["--reply <text>", "what was done, for the owner; - reads it from standard input"],
    ["--reply-follows", "the prompt was taken, and words come later"],
  ],
  details:
    "A wake is a success from the moment in which its session says so. Without an option the prompt counts as\ntaken; with --reply the work as done.",
  examples: ["wakehook ack TOKEN", 'wakehook ack TOKEN --reply "the build is green again"'],
  async run(context, input) {
    const token = neededArg(input, 0, "the token of the prompt");
    const reply = await replyOf(context, input);
    const follows = input.flag("replyFollows");
    if (reply !== undefined && follows)
      throw new WakehookError("usage", "--reply and --reply-follows exclude each other");
    const answer = await postAck(context, token, {
      status: reply === undefined ? "taken" : "done",
      ...(reply === undefined ? {} : { reply }),
      ...(follows ? { reply_follows: true } : {}),
    });
    context.out.result(answer, () => [
      `${printableLine(answer.target)} has ${answer.level} ${printableLine(answer.run_id)}`,
    ]);
  },
};

async function replyOf({ stdin }: CommandContext, input: Input): Promise<string | undefined> {
  const typed = input.text("reply");
  return typed === "-" ? (await readAll(stdin)).toString("utf8") : typed;
}
