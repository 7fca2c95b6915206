// Questions about chats, over whatever connection is handed in: the daemon's, or the CLI's read-only one.

import type { ChatReadPort } from "../../core/ports/chat-store-port.ts";
import type { Ask } from "../reading/reads.ts";
import { listConversations, readConversation, readOpenConversation } from "./conversation-rows.ts";
import { listHandovers } from "./handover-rows.ts";
import {
  countUnread,
  listMessages,
  readMessage,
  readMessageOfKey,
  readMessageOfToken,
  readOpenCards,
} from "./message-rows.ts";
import { listIdentities, readChannelState } from "./people-rows.ts";
import { listPosts, readMessageOfRef, readPost } from "./post-rows.ts";
import { listTurns, readOpenTurns, readTurn, readTurnsOfRun } from "./turn-rows.ts";

/** Creates the reading half of the chat store. */
export function createChatReads(ask: Ask): ChatReadPort {
  return {
    conversation: (id) => ask((connection) => readConversation(connection, id)),
    openConversation: (key) => ask((connection) => readOpenConversation(connection, key)),
    conversations: (filter) => ask((connection) => listConversations(connection, filter)),
    turn: (id) => ask((connection) => readTurn(connection, id)),
    turns: (of, limit) => ask((connection) => listTurns(connection, of, limit)),
    turnsOfRun: (runId) => ask((connection) => readTurnsOfRun(connection, runId)),
    openTurns: () => ask(readOpenTurns),
    message: (id) => ask((connection) => readMessage(connection, id)),
    messageOfKey: (key) => ask((connection) => readMessageOfKey(connection, key)),
    messageOfToken: (token) => ask((connection) => readMessageOfToken(connection, token)),
    messages: (filter) => ask((connection) => listMessages(connection, filter)),
    unread: (chat) => ask((connection) => countUnread(connection, chat)),
    post: (id, target) => ask((connection) => readPost(connection, id, target)),
    posts: (id) => ask((connection) => listPosts(connection, id)),
    messageOfRef: (target, ref) => ask((connection) => readMessageOfRef(connection, target, ref)),
    openCards: (id) => ask((connection) => readOpenCards(connection, id)),
    identities: (target) => ask((connection) => listIdentities(connection, target)),
    handovers: (runId) => ask((connection) => listHandovers(connection, runId)),
    channelState: (target, name) => ask((connection) => readChannelState(connection, target, name)),
  };
}
