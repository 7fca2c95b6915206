import { WakehookError } from "../../core/records/errors.ts";
import { chatApi, type ChatApi, type Room } from "../chat/chat-api.ts";
import { findRoom } from "../chat/find-room.ts";
import { sayOnce } from "../chat/once.ts";
import { createPipeScreen } from "../chat/pipe-screen.ts";
import { roomLines } from "../chat/room-list.ts";
import { talk } from "../chat/talk.ts";
import type { Command, CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { readNamedFile } from "../verify/read-body.ts";

/** Conversations of the list. */
const LISTED = 50;
/** Messages of before that a terminal shows first. */
const LAST = 20;

/** `wakehook chat`. */
export const chat: Command = {
  args: [["[room]", "main, another chat, what a conversation is about, its id, or a hook"]],
  options: [
    ["--once <words>", "say this (- reads standard input), print the answer, and end"],
    ["--follow", "print what is said, until Ctrl-C; with --json one message per line"],
    [
      "--last <count>",
      "how many messages of before are shown first (default: 20 on a terminal, else 0)",
    ],
  ],
  details:
    "Alone, it lists the conversations, newest first, with what you have not read.\nOn a terminal a room is open until Ctrl-C: what you write goes to the agent, 1, 2 or 3 answers a card, /help prints the rest.\nOver a pipe each line is said; it ends when all of them are answered.",
  examples: [
    "wakehook chat",
    "wakehook chat main",
    "wakehook chat octo/site#42",
    'wakehook chat --once "What did you find?"',
    "wakehook chat main --follow --json | jq -r .text",
  ],
  async run(context, input) {
    const api = chatApi(context.paths);
    const typed = input.arg(0);
    const once = input.text("once");
    const isOpened = typed !== undefined || input.flag("follow") === true;
    if (once === undefined && !isOpened) return list(context, api);
    const room = await findRoom(context, api, typed);
    if (once === undefined) return open(context, input, { api, room });
    if (input.flag("follow") === true)
      throw new WakehookError("usage", "--once and --follow are both given", { hint: "give one" });
    return sayOnce(context, { api, room }, await wordsOf(context, once));
  },
};

async function list({ out, clock }: CommandContext, api: ChatApi): Promise<void> {
  const [chats, conversations] = [await api.chats(), await api.conversations(LISTED)];
  out.result({ chats, conversations }, () => roomLines({ chats, conversations }, out, clock.now()));
}

async function wordsOf({ stdin }: CommandContext, once: string): Promise<string> {
  const words = once === "-" ? (await readNamedFile(stdin, "-", "--once")).toString("utf8") : once;
  if (words.trim() !== "") return words.trim();
  throw new WakehookError("usage", "--once has no words", { hint: 'wakehook chat --once "..."' });
}

async function open(
  context: CommandContext,
  input: Input,
  { api, room }: { readonly api: ChatApi; readonly room: Room },
): Promise<void> {
  const { out, terminal } = context;
  const isFollowing = input.flag("follow") === true;
  const last = input.whole("last", { min: 0, max: 1000 });
  if (terminal === null || isFollowing) {
    const screen = createPipeScreen(context);
    const afterwards = isFollowing ? "stay" : "answers";
    return talk(context, { api, room, screen, last: last ?? 0, afterwards, reads: false });
  }
  const { createTerminalScreen } = await import("../chat/terminal-screen.ts");
  out.notice(`${room.name}; /help prints what you can type, Ctrl-C leaves`);
  const screen = createTerminalScreen(terminal, context);
  await talk(context, { api, room, screen, last: last ?? LAST, afterwards: "leave", reads: true });
}
