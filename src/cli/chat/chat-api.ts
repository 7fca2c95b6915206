// The chat's part of the admin API, typed. Each call finds the daemon anew: it may have been started again meanwhile.

import type { DecisionVerb } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type {
  ChatList,
  ConversationList,
  ShownConversation,
} from "../../core/wire/answers/chat-answers.ts";
import type { DecidedCard, Said } from "../../core/wire/answers/message-answers.ts";
import type { Told } from "../../core/wire/answers/shapes.ts";
import type { WireMessage, WireTurn } from "../../core/wire/wire-chat.ts";
import type { HomePaths } from "../../system/home.ts";
import { connectAdmin, queryOf } from "../daemon/admin-client.ts";

/** A chat, as the list has it. */
export type WireChat = Told<typeof ChatList>["chats"][number];

/** A conversation, as the list has it. */
export type WireListed = Told<typeof ConversationList>["conversations"][number];

/** One conversation, whole. */
export type WireShown = Told<typeof ShownConversation>;

/** What became of words. */
export type WireSaid = Told<typeof Said>;

/** What became of an answer on a card. */
export type WireDecision = Told<typeof DecidedCard>;

/** What is looked at: a whole chat, or one of its conversations. */
export interface Room {
  readonly chat: string;
  /** null: the whole chat; what is said goes to its main conversation. */
  readonly conversationId: string | null;
  /** What its reader calls it. */
  readonly name: string;
}

/** Each throws WakehookError: the daemon's own code, or `daemon_unreachable`. */
export interface ChatApi {
  chats(): Promise<WireChat[]>;
  conversations(limit: number): Promise<WireListed[]>;
  conversation(id: string): Promise<WireShown>;
  turn(id: string): Promise<WireTurn>;
  messages(
    room: Pick<Room, "conversationId"> & { readonly chat?: string | undefined },
    page: {
      readonly after?: number | undefined;
      readonly hook?: string | undefined;
      readonly limit: number;
    },
  ): Promise<WireMessage[]>;
  message(id: string): Promise<WireMessage>;
  cards(): Promise<WireMessage[]>;
  /** With the same id, they are not said twice. */
  say(room: Room, text: string, id: string): Promise<WireSaid>;
  markRead(room: Room, upTo: number): Promise<void>;
  decide(token: string, verb: DecisionVerb): Promise<WireDecision>;
  stop(conversationId: string): Promise<boolean>;
  renew(conversationId: string): Promise<void>;
  /** null: the one of config.json again. */
  useAgent(chat: string, agent: string | null): Promise<void>;
}

/** What is asked for by the way; null where the daemon cannot tell, now or at all. */
export async function orNull<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof WakehookError) return null;
    throw error;
  }
}

/** The chat of the daemon of a home. */
export function chatApi(paths: HomePaths): ChatApi {
  const get = async (path: string) => (await connectAdmin(paths)).get(path);
  const post = async (path: string, body?: unknown) => (await connectAdmin(paths)).post(path, body);
  const placeOf = ({ chat, conversationId }: Pick<Room, "chat" | "conversationId">) =>
    conversationId === null ? { chat } : { conversation_id: conversationId };

  return {
    chats: async () => ((await get("/chats")) as { chats: WireChat[] }).chats,
    async conversations(limit) {
      const list = await get(`/conversations${queryOf({ limit })}`);
      return (list as { conversations: WireListed[] }).conversations;
    },
    conversation: async (id) => (await get(`/conversations/${id}`)) as WireShown,
    turn: async (id) => (await get(`/turns/${id}`)) as WireTurn,
    async messages({ chat, conversationId }, { after, hook, limit }) {
      const query =
        conversationId === null ? { chat, hook_id: hook } : { conversation_id: conversationId };
      const list = await get(`/messages${queryOf({ ...query, after, limit })}`);
      return (list as { messages: WireMessage[] }).messages;
    },
    message: async (id) => (await get(`/messages/${id}`)) as WireMessage,
    cards: async () => ((await get("/cards")) as { cards: WireMessage[] }).cards,
    say: async (room, text, id) =>
      (await post("/messages", { ...placeOf(room), text, id })) as WireSaid,
    async markRead(room, upTo) {
      await post("/messages/read", { ...placeOf(room), up_to: upTo });
    },
    decide: async (token, verb) =>
      (await post(`/cards/${encodeURIComponent(token)}`, {
        verb,
        from: "terminal",
      })) as WireDecision,
    async stop(id) {
      return ((await post(`/conversations/${id}/stop`)) as { stopped: boolean }).stopped;
    },
    async useAgent(chat, agent) {
      await post(`/chats/${encodeURIComponent(chat)}/agent`, { agent });
    },
    async renew(id) {
      await post(`/conversations/${id}/renew`);
    },
  };
}
