// In: a name as a person types it: a chat, a conversation's id or entity, a hook. Out: the room that it means.

import { MAIN_CHAT } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { isHookId } from "../../core/records/ids.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { readSettings } from "../../settings/read.ts";
import type { CommandContext } from "../command.ts";
import type { ChatApi, Room, WireListed } from "./chat-api.ts";

const MOST_CONVERSATIONS = 1000;
const ID_BEGINNING = /^cnv_[0-9a-hjkmnp-tv-z]{1,26}$/;

/** @throws WakehookError `not_found` with the nearest name; `usage` where the start of an id fits several. */
export async function findRoom(
  context: Pick<CommandContext, "paths" | "environment">,
  api: ChatApi,
  typed: string | undefined,
): Promise<Room> {
  const chats = await api.chats();
  const name = typed ?? MAIN_CHAT;
  if (chats.some((chat) => chat.name === name)) return { chat: name, conversationId: null, name };
  const conversations = await api.conversations(MOST_CONVERSATIONS);
  const meant = byId(conversations, name);
  if (meant !== undefined) return roomOf(meant);
  // The owner's names come first: what a conversation is about was named by somebody outside.
  const ofOwner = await ofHook(context, api, { name, conversations });
  if (ofOwner !== null) return ofOwner;
  const about = conversations.find(({ entity }) => entity === name);
  if (about !== undefined) return roomOf(about);
  const entities = conversations.flatMap(({ entity }) => entity ?? []);
  throw noSuchRoom(name, [...chats.map((chat) => chat.name), ...entities]);
}

/** The room of one conversation. */
export function roomOf({ id, chat, entity }: Pick<WireListed, "id" | "chat" | "entity">): Room {
  return { chat, conversationId: id, name: entity ?? `${chat} (${id})` };
}

function byId(conversations: readonly WireListed[], typed: string): WireListed | undefined {
  if (!ID_BEGINNING.test(typed)) return undefined;
  const fitting = conversations.filter(({ id }) => id.startsWith(typed));
  if (fitting.length < 2) return fitting[0];
  throw new WakehookError("usage", `"${typed}" fits several conversations`, {
    hint: `type more of one: ${fitting
      .slice(0, 10)
      .map(({ id }) => id)
      .join(", ")}`,
  });
}

/** Where a hook's words were last, or where they would be: no message of it may be there yet. */
async function ofHook(
  { paths, environment }: Pick<CommandContext, "paths" | "environment">,
  api: ChatApi,
  { name, conversations }: { name: string; conversations: readonly WireListed[] },
): Promise<Room | null> {
  if (!isHookId(name)) return null;
  const { hooks } = await readSettings(paths, environment);
  if (!hooks.has(name)) return null;
  const anywhere = { conversationId: null };
  const said = await api.messages(anywhere, { hook: name, limit: 50 });
  const last = said.findLast(({ conversation_id: id }) => id !== null);
  const room = conversations.find(({ id }) => id === last?.conversation_id);
  if (room !== undefined && !isMain(room)) return roomOf(room);
  // The owner's main conversation is best seen among everything else.
  const chat = room?.chat ?? said.at(-1)?.chat ?? MAIN_CHAT;
  return { chat, conversationId: null, name: chat };
}

function isMain({ entity, state }: WireListed): boolean {
  return entity === null && state === "open";
}

function noSuchRoom(typed: string, known: readonly string[]): WakehookError {
  const nearest = nearestName(typed, known);
  return new WakehookError("not_found", `nothing to chat in is called "${typed}"`, {
    hint: nearest === undefined ? "see: wakehook chat" : `did you mean ${nearest}?`,
  });
}
