// A chat in which nobody ever said anything, for tests of other routes.

import type { AdminChat } from "../../src/admin/deps.ts";

export const NO_CHAT: AdminChat = {
  store: {
    conversation: () => null,
    openConversation: () => null,
    conversations: () => [],
    turn: () => null,
    turns: () => [],
    message: () => null,
    messageOfKey: () => null,
    messages: () => [],
    posts: () => [],
    unread: () => 0,
    openCards: () => [],
    markRead: () => {},
  },
  conversations: {
    say: () => ({ kind: "refused", reason: "nobody answers here" }),
    stop: () => false,
    renew: () => null,
    byHand: () => null,
    going: () => null,
    agentOf: () => null,
    useAgent: () => {},
  },
  cards: {
    decide: async () => ({ kind: "unknown", words: "no such card", deliveryId: null }),
  },
};
