// What the owner may type in any chat beside words for the agent. One row each; /help prints from here.

import { isProviderId, PROVIDERS } from "../../core/settings/providers.ts";
import type { Conversation } from "../../core/records/conversation.ts";
import type { ConversationsPort } from "../../core/ports/conversations-port.ts";
import type { ChatReadPort } from "../../core/ports/chat-store-port.ts";
import { escapeMarkdown } from "../../core/text/escape-markdown.ts";

/** Where a command was typed. */
export interface CommandPlace {
  readonly chat: string;
  /** The conversation that it was typed in; null: the owner's main one. */
  readonly conversation: Conversation | null;
}

interface CommandDeps {
  readonly conversations: ConversationsPort;
  readonly store: Pick<ChatReadPort, "conversations">;
}

interface ChatCommand {
  readonly meaning: string;
  readonly run: (deps: CommandDeps, place: CommandPlace, rest: string) => string;
}

/** Every command. */
export const CHAT_COMMANDS = {
  stop: { meaning: "end what the agent is doing now", run: stop },
  new: { meaning: "begin a new conversation", run: renew },
  where: { meaning: "which conversation this is, and how to go on with it by hand", run: where },
  agent: { meaning: "which agent answers, and how to change that", run: agent },
  help: { meaning: "this list", run: help },
} as const satisfies Record<string, ChatCommand>;

const FENCE = "```";

/** A command: letters behind a slash, and then nothing more of a path. `@bot` is what some chats add. */
const COMMAND = /^\/([a-z_]{1,32})(?:@\w+)?(?:\s|$)/i;

/** A command as it was typed, known or not. */
export interface TypedCommand {
  readonly name: string;
  readonly rest: string;
}

/** The command in what was typed; null: these are words for the agent. */
export function readCommand(text: string): TypedCommand | null {
  const typed = text.trim();
  const [whole = "", name] = COMMAND.exec(typed) ?? [];
  if (name === undefined) return null;
  const known = name.toLowerCase();
  // What Telegram sends when a chat with a bot is opened.
  return { name: known === "start" ? "help" : known, rest: typed.slice(whole.length).trim() };
}

/** Does a command; the answer is Markdown. */
export function runCommand(
  deps: CommandDeps,
  place: CommandPlace,
  { name, rest }: TypedCommand,
): string {
  const row = Object.entries(CHAT_COMMANDS).find(([known]) => known === name)?.[1];
  if (row !== undefined) return row.run(deps, place, rest);
  return `There is no command /${escapeMarkdown(name)}.\n\n${help()}`;
}

function stop(deps: CommandDeps, place: CommandPlace): string {
  const { conversations } = deps;
  const here = conversationOf(deps, place);
  if (here !== null && conversations.stop(here.id)) return "Stopped.";
  return "Nothing goes on here.";
}

function renew({ conversations }: CommandDeps, { chat, conversation }: CommandPlace): string {
  const closed = conversations.renew(chat, conversation?.entity ?? null);
  return closed === null
    ? "There was no conversation yet: your next words begin one."
    : "Your next words begin a new conversation.";
}

function where(deps: CommandDeps, place: CommandPlace): string {
  const here = conversationOf(deps, place);
  if (here === null) return "There is no conversation yet: your next words begin one.";
  const byHand = deps.conversations.byHand(here.id);
  return [
    `**${escapeMarkdown(here.title)}**: ${here.agent}, ${here.turns} turns, in \`${here.folder.replaceAll("`", "'")}\``,
    ...(byHand === null ? [] : [["By hand:", "", FENCE, byHand, FENCE].join("\n")]),
  ].join("\n\n");
}

function agent({ conversations }: CommandDeps, { chat }: CommandPlace, rest: string): string {
  const names = Object.keys(PROVIDERS).join(", ");
  if (rest === "") {
    const now = conversations.agentOf(chat);
    const words = now === null ? "No agent is set." : `Your words go to ${now}.`;
    return `${words} Another one: /agent NAME, of ${names}; /agent - is that of config.json.`;
  }
  if (rest === "-") {
    conversations.useAgent(chat, null);
    return `Your next words go to the agent of config.json: ${conversations.agentOf(chat) ?? "none is set"}.`;
  }
  if (!isProviderId(rest)) return `There is no agent ${escapeMarkdown(rest)}; there are: ${names}.`;
  conversations.useAgent(chat, rest);
  return `Your next words go to ${rest}, in a conversation of its own.`;
}

function help(): string {
  const rows = Object.entries(CHAT_COMMANDS).map(([name, { meaning }]) => `- /${name}: ${meaning}`);
  return ["Whatever you write goes to the agent. Besides:", "", ...rows].join("\n");
}

/** The owner's main one is the newest open one that is about nothing else. */
function conversationOf(
  { store }: CommandDeps,
  { chat, conversation }: CommandPlace,
): Conversation | null {
  if (conversation !== null) return conversation;
  const open = store.conversations({ chat, state: "open", limit: 1000 });
  return open.find(({ entity }) => entity === null) ?? null;
}
