// What may be typed in a chat beside words for the agent. One row each; /help prints from here.

import { WakehookError } from "../../core/records/errors.ts";
import { nearestName } from "../../core/text/nearest.ts";
import type { CommandContext } from "../command.ts";
import { columns } from "../terminal/columns.ts";
import { printable, printableLine } from "../terminal/printable.ts";
import { ago } from "../terminal/when.ts";
import type { ChatApi, Room, WireListed } from "./chat-api.ts";
import type { Screen } from "./screen.ts";

interface Deps {
  readonly api: ChatApi;
  readonly room: Room;
  readonly screen: Screen;
}

interface Row {
  readonly meaning: string;
  /** Lines to show. */
  readonly run: (context: CommandContext, deps: Deps, rest: string) => Promise<readonly string[]>;
}

const MOST_CONVERSATIONS = 1000;

/** Every command but the one that leaves. */
const ROWS = {
  stop: { meaning: "end what the agent is doing now", run: stop },
  new: { meaning: "close this conversation; your next words begin a new one", run: renew },
  where: { meaning: "which conversation this is, and how to go on with it by hand", run: where },
  agent: { meaning: "which agent answers; /agent codex changes it, /agent - back", run: agent },
  help: { meaning: "this list", run: () => Promise.resolve(help()) },
} as const satisfies Record<string, Row>;

/** A command: one word behind a slash. A path has another slash or a dot, and `//` sends words that begin with one. */
export function isCommand(words: string): boolean {
  return /^\/[a-z]+(?:\s|$)/i.test(words);
}

/** Does it; false: the reader leaves. */
export async function runChatCommand(
  context: CommandContext,
  deps: Deps,
  words: string,
): Promise<boolean> {
  const [, typed = "", rest = ""] = /^\/([a-z]+)\s*(.*)$/is.exec(words) ?? [];
  const name = typed.toLowerCase();
  if (name === "quit" || name === "exit") return false;
  deps.screen.notice((await answerTo(context, deps, { name, rest: rest.trim() })).join("\n"));
  return true;
}

async function answerTo(
  context: CommandContext,
  deps: Deps,
  { name, rest }: { name: string; rest: string },
): Promise<readonly string[]> {
  if (!isRowName(name)) {
    const near = nearestName(name, [...Object.keys(ROWS), "quit"]);
    return [
      `there is no command /${name}${near === undefined ? "" : `; did you mean /${near}?`}`,
      ...help(),
    ];
  }
  try {
    return await ROWS[name].run(context, deps, rest);
  } catch (error) {
    if (!(error instanceof WakehookError)) throw error;
    return [error.message, ...(error.hint === undefined ? [] : [error.hint])].map(printable);
  }
}

function isRowName(name: string): name is keyof typeof ROWS {
  return Object.hasOwn(ROWS, name);
}

async function stop(_: CommandContext, deps: Deps): Promise<string[]> {
  const going = (await conversationsHere(deps)).filter((one) => one.going !== null);
  const [only, ...others] = going;
  if (only === undefined) return ["nothing goes on here"];
  const meant = others.length === 0 ? only : going.find(({ entity }) => entity === null);
  if (meant === undefined)
    return [
      "several go on; open the one that is to end:",
      ...going.map(({ id, entity }) => `wakehook chat ${id}  ${printableLine(entity ?? "", 100)}`),
    ];
  return [(await deps.api.stop(meant.id)) ? "it is being ended" : "nothing goes on here"];
}

async function renew(_: CommandContext, deps: Deps): Promise<string[]> {
  const here = await conversationHere(deps);
  if (here === null) return ["there is no conversation yet: your next words begin one"];
  await deps.api.renew(here.id);
  return ["closed; your next words begin a new conversation"];
}

async function where({ clock }: CommandContext, deps: Deps): Promise<string[]> {
  const here = await conversationHere(deps);
  if (here === null) return ["there is no conversation yet: your next words begin one"];
  const { by_hand: byHand } = await deps.api.conversation(here.id);
  const facts = columns([
    ["conversation", here.id],
    ["about", printableLine(here.entity ?? `chat ${here.chat}`, 200)],
    ["agent", here.agent],
    ["folder", printable(here.folder)],
    ["session", printable(here.session_id ?? "none yet")],
    ["turns", `${String(here.turns)}, the last ${ago(here.updated_at, clock.now())}`],
  ]);
  return byHand === null ? facts : [...facts, "to go on by hand:", `  ${printable(byHand)}`];
}

async function agent(_: CommandContext, { api, room }: Deps, rest: string): Promise<string[]> {
  const name = rest === "-" ? null : rest;
  if (name !== "") await api.useAgent(room.chat, name);
  const here = (await api.chats()).find((chat) => chat.name === room.chat);
  if (here?.agent == null)
    return ["no agent is set; choose one: wakehook config set chat.provider claude"];
  return [`${here.agent} answers in ${room.chat}`];
}

function help(): string[] {
  const rows = Object.entries(ROWS).map(([name, { meaning }]) => [`/${name}`, meaning]);
  return [
    "whatever you write goes to the agent; 1, 2 or 3 answers a card; besides:",
    ...columns([...rows, ["/quit", "leave; nothing is lost"]]),
  ];
}

/** The conversations that are seen in this room. */
async function conversationsHere({ api, room }: Deps): Promise<WireListed[]> {
  const all = await api.conversations(MOST_CONVERSATIONS);
  const { conversationId: id } = room;
  return all.filter((one) => (id === null ? one.chat === room.chat : one.id === id));
}

/** The one that words typed here go to; null: there is none yet. */
async function conversationHere(deps: Deps): Promise<WireListed | null> {
  const { api, room } = deps;
  const chats = room.conversationId === null ? await api.chats() : [];
  const main = chats.find(({ name }) => name === room.chat)?.conversation_id ?? null;
  const id = room.conversationId ?? main;
  return (await conversationsHere(deps)).find((one) => one.id === id) ?? null;
}
