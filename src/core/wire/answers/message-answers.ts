// What the routes about messages and cards answer.

import * as z from "zod";
import { DECISIONS, MESSAGE_KINDS } from "../../records/conversation.ts";
import type { WireCard, WireMessage } from "../wire-chat.ts";
import { Conversation, Turn } from "./chat-answers.ts";
import {
  conversationId,
  count,
  deliveryId,
  done,
  flag,
  hookId,
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

/** What stands below a message and can be answered. */
export const Card = z.strictObject({
  token: text,
  delivery_id: deliveryId,
  buttons: list(z.strictObject({ verb: nameOf(DECISIONS), label: text })),
  decided: textOrNull,
}) satisfies z.ZodType<WireCard>;

/** One message of a chat. */
export const Message = z.strictObject({
  id: messageId,
  number: count.meta({ description: "grows with time: the cursor of lists" }),
  chat: text,
  conversation_id: conversationId.nullable(),
  turn_id: turnId.nullable(),
  author: z.enum(["owner", "agent", "wakehook"]),
  kind: z.enum(MESSAGE_KINDS),
  text: text.meta({ description: "Markdown" }),
  reply_to: messageId.nullish(),
  card: Card.nullable(),
  files: list(z.strictObject({ name: text, path: text })),
  silent: flag,
  hook_id: hookId.nullable(),
  delivery_id: deliveryId.nullable(),
  run_id: runId.nullable(),
  origin: text,
  created_at: instant,
  read_at: instantOrNull,
}) satisfies z.ZodType<WireMessage>;

/** A page of messages. */
export const MessagePage = z.strictObject({
  messages: list(Message),
  next_before: count.nullable(),
});

/** One message, and where it was posted. */
export const ShownMessage = Message.extend({
  posts: list(
    z.strictObject({
      message_id: messageId,
      target: text,
      place: z.strictObject({ chat: text, thread: textOrNull }),
      refs: list(text),
      is_whole: flag,
      posted_at: instant,
    }),
  ),
});

/** Words that were taken, and the turn that will answer them. */
export const Said = z.strictObject({
  repeat: flag,
  message_id: messageId.nullable(),
  conversation: Conversation.nullable(),
  turn: Turn.nullable(),
  behind: Turn.nullable(),
});

/** What is unread now. */
export const MarkedRead = z.strictObject({ read: done, unread: count });

/** Messages with a card that waits. */
export const CardList = z.strictObject({ cards: list(Message) });

/** What became of an answer on a card. */
export const DecidedCard = z.strictObject({
  kind: z.enum(["decided", "already"]),
  words: text,
  delivery_id: deliveryId.nullable(),
});
