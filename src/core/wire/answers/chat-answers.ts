// What the routes about conversations answer.

import * as z from "zod";
import { ACK_LEVELS, TURN_STATES } from "../../records/conversation.ts";
import { PROVIDERS } from "../../settings/providers.ts";
import type { WireConversation, WireTurn } from "../wire-chat.ts";
import {
  amount,
  conversationId,
  count,
  deliveryId,
  doneStatus,
  flag,
  instant,
  instantOrNull,
  list,
  messageId,
  nameOf,
  runId,
  text,
  textOrNull,
  turnId,
} from "./shapes.ts";

/** One prompt and what came of it. */
export const Turn = z.strictObject({
  id: turnId,
  conversation_id: conversationId,
  origin: z.enum(["owner", "hook"]),
  run_id: runId.nullable(),
  delivery_id: deliveryId.nullable(),
  message_id: messageId.nullable(),
  post_to: list(text),
  state: nameOf(TURN_STATES),
  level: nameOf(ACK_LEVELS),
  status: doneStatus.nullable(),
  reason: textOrNull,
  session_before: textOrNull,
  session_after: textOrNull,
  reply: textOrNull,
  cost_usd: amount.nullable(),
  created_at: instant,
  started_at: instantOrNull,
  ended_at: instantOrNull,
}) satisfies z.ZodType<WireTurn>;

/** A conversation's record. */
export const Conversation = z.strictObject({
  id: conversationId,
  chat: text,
  entity: textOrNull,
  agent: nameOf(PROVIDERS),
  account: text,
  folder: text,
  session_id: textOrNull,
  title: text,
  summary: text,
  state: z.enum(["open", "closed"]),
  turns: count,
  created_at: instant,
  updated_at: instant,
}) satisfies z.ZodType<WireConversation>;

/** Every chat. */
export const ChatList = z.strictObject({
  chats: list(
    z.strictObject({
      name: text,
      unread: count,
      targets: list(text),
      agent: textOrNull,
      conversation_id: conversationId.nullable(),
    }),
  ),
});

/** Who answers in a chat now. */
export const ChatAgent = z.strictObject({ chat: text, agent: textOrNull });

const going = Turn.nullable().meta({ description: "the turn that goes on" });

/** Conversations, newest change first. */
export const ConversationList = z.strictObject({
  conversations: list(Conversation.extend({ unread: count, last_text: textOrNull, going })),
});

/** One conversation, whole. */
export const ShownConversation = Conversation.extend({
  going,
  by_hand: textOrNull.meta({ description: "the command line that goes on without wakehook" }),
  newest_turns: list(Turn),
});

/** Whether a turn was ended. */
export const StoppedTurn = z.strictObject({ stopped: flag });

/** Which conversation was closed. */
export const RenewedConversation = z.strictObject({ closed: conversationId.nullable() });
