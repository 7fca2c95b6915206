// A ledger with its chat store, and what to put in.

import type { NewMessage, NewTurn, TurnEnd } from "../../../src/core/ports/chat-store-port.ts";
import type { Conversation } from "../../../src/core/records/conversation.ts";
import type { ConversationId, MessageId, TurnId } from "../../../src/core/records/ids.ts";
import type { Ledger } from "../../../src/ledger/open.ts";
import { START, tempLedger } from "../temp-ledger.ts";

export function chatLedger() {
  const home = tempLedger();
  const ledger = home.open();
  return { ...home, ledger, chats: ledger.chats };
}

export function conversationId(number: number): ConversationId {
  return `cnv_${String(number).padStart(26, "0")}` as ConversationId;
}

export function turnId(number: number): TurnId {
  return `trn_${String(number).padStart(26, "0")}` as TurnId;
}

export function messageId(number: number): MessageId {
  return `msg_${String(number).padStart(26, "0")}` as MessageId;
}

export function begin(
  { chats }: Pick<Ledger, "chats">,
  number: number,
  { chat = "main", entity = null }: { chat?: string; entity?: string | null } = {},
): Conversation {
  return chats.startConversation({
    id: conversationId(number),
    chat,
    entity,
    agent: "claude",
    account: "claude",
    folder: "/work",
    title: "t",
    at: START + number,
  });
}

export function aMessage(number: number, overrides: Partial<NewMessage> = {}): NewMessage {
  return {
    id: messageId(number),
    chat: "main",
    conversationId: null,
    turnId: null,
    author: "agent",
    kind: "words",
    text: `words ${number}`,
    createdAt: START + number,
    postTo: [],
    ...overrides,
  };
}

export function aTurn(number: number, of = conversationId(1)): NewTurn {
  return {
    id: turnId(number),
    conversationId: of,
    origin: "owner",
    runId: null,
    deliveryId: null,
    messageId: null,
    postTo: ["phone"],
    at: START + number,
  };
}

export function anEnd(overrides: Partial<TurnEnd> = {}): TurnEnd {
  return {
    status: "success",
    reason: null,
    level: "finished",
    sessionAfter: "s-1",
    reply: "done",
    costUsd: 0.1,
    summary: "what was",
    at: START + 500,
    messages: [],
    ...overrides,
  };
}
