// The routes of the local chat, as data: the terminal and the dashboard use the same.

import { oneOf, text } from "../../core/wire/field.ts";
import { conversationId, hookId } from "../../core/wire/id-fields.ts";
import { limit, whole } from "../../core/wire/query-fields.ts";
import { DECIDE_CARD, MARK_READ, SAY, USE_AGENT } from "../../core/wire/calls/chat-calls.ts";
import type { AdminRoute } from "./route.ts";

const number = (meaning: string) => whole(meaning, 0, Number.MAX_SAFE_INTEGER);

/** Conversations with agents, what is said in them, and cards that wait for the owner's word. */
export const CHAT_ROUTES = {
  listChats: {
    method: "GET",
    path: "/api/v1/chats",
    scope: "chat:read",
    meaning:
      "the chats: what is unread in each, which targets show it, and the conversation that your own words go to",
    query: {},
  },
  useAgent: {
    method: "POST",
    path: "/api/v1/chats/:id/agent",
    scope: "chat:write",
    meaning: "chooses which agent answers your own words in a chat, from the next ones on",
    query: {},
    body: USE_AGENT,
  },
  listConversations: {
    method: "GET",
    path: "/api/v1/conversations",
    scope: "chat:read",
    meaning: "conversations, newest change first, each with what is unread and what was said last",
    query: {
      chat: text("only those of this chat"),
      state: oneOf("only those in this state", ["open", "closed"]),
      limit,
    },
  },
  showConversation: {
    method: "GET",
    path: "/api/v1/conversations/:id",
    scope: "chat:read",
    meaning:
      "one conversation: the turn that goes on, its newest turns, and by_hand: the command line that goes on with it without wakehook",
    query: {},
  },
  stopTurn: {
    method: "POST",
    path: "/api/v1/conversations/:id/stop",
    scope: "chat:write",
    meaning: "ends the turn that goes on; stopped is false where none does",
    query: {},
  },
  renewConversation: {
    method: "POST",
    path: "/api/v1/conversations/:id/renew",
    scope: "chat:write",
    meaning: "closes a conversation, so that the next words begin a new one",
    query: {},
  },
  showTurn: {
    method: "GET",
    path: "/api/v1/turns/:id",
    scope: "chat:read",
    meaning: "one turn",
    query: {},
  },
  listMessages: {
    method: "GET",
    path: "/api/v1/messages",
    scope: "chat:read",
    meaning:
      "the newest messages, oldest of them first; next_before is the before of the page before this one",
    query: {
      chat: text("only those of this chat"),
      conversation_id: conversationId("only those of this conversation"),
      hook_id: hookId("only those that this hook has caused"),
      after: number("only newer ones than this number; the oldest of them"),
      before: number("only older ones than this number"),
      limit,
    },
  },
  showMessage: {
    method: "GET",
    path: "/api/v1/messages/:id",
    scope: "chat:read",
    meaning: "one message, and where it was posted",
    query: {},
  },
  say: {
    method: "POST",
    path: "/api/v1/messages",
    scope: "chat:write",
    meaning:
      "says something to an agent; answered when the words are on disk, with the turn that will answer them",
    once: true,
    query: {},
    body: SAY,
    room: "words",
  },
  markRead: {
    method: "POST",
    path: "/api/v1/messages/read",
    scope: "chat:write",
    meaning: "says that messages were read",
    query: {},
    body: MARK_READ,
  },
  listCards: {
    method: "GET",
    path: "/api/v1/cards",
    scope: "chat:read",
    meaning: "messages with a card that waits for an answer, oldest first",
    query: {},
  },
  decideCard: {
    method: "POST",
    path: "/api/v1/cards/:id",
    scope: "deliveries:approve",
    meaning:
      "answers a card, by its token; kind is decided, or already where somebody was first; words say what became of it",
    query: {},
    body: DECIDE_CARD,
  },
} as const satisfies Record<string, AdminRoute>;
