// Conversations, turns and messages in, JSON of the wire out: the admin API, its events and the CLI's --json.

import type { Card, Conversation, Message, Turn } from "../records/conversation.ts";
import { snakeKeys, type SnakeKeys } from "./wire-keys.ts";

/** A card on the wire: `{token, delivery_id, buttons, decided}`. */
export type WireCard = SnakeKeys<Card>;
/** A message on the wire; `card` is in snake_case too. */
export type WireMessage = Omit<SnakeKeys<Message>, "card"> & { readonly card: WireCard | null };
/** A turn on the wire; which process does it is nobody's business. */
export type WireTurn = Omit<SnakeKeys<Turn>, "process">;
/** A conversation on the wire. */
export type WireConversation = SnakeKeys<Conversation>;

/** A message as the wire shows it. */
export function wireMessage(message: Message): WireMessage {
  const { card } = message;
  return { ...snakeKeys(message), card: card === null ? null : snakeKeys(card) };
}

/** A turn as the wire shows it. */
export function wireTurn(turn: Turn): WireTurn {
  const { process: _, ...rest } = snakeKeys(turn);
  return rest;
}

/** A conversation as the wire shows it, with whatever else is known of it. */
export function wireConversation<Known extends Conversation>(
  conversation: Known,
): SnakeKeys<Known> {
  return snakeKeys(conversation);
}
