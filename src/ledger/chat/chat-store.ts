// What chats write comes in; each call is one synced transaction of the ledger's own connection.

import type { ChatStorePort } from "../../core/ports/chat-store-port.ts";
import { announce } from "../changes/announce.ts";
import type { ChangeDeps } from "../changes/delivery-states.ts";
import type { Store } from "../store.ts";
import { decideCard } from "./card-rows.ts";
import { createChatReads } from "./chat-reads.ts";
import { addConversation, endConversation, requireConversation } from "./conversation-rows.ts";
import { closeHandovers, raiseHandover, writeHandover } from "./handover-rows.ts";
import { hearOnce } from "./inbound-rows.ts";
import { insertMessage, markSeen } from "./message-rows.ts";
import {
  removeIdentity,
  removePairing,
  removeTarget,
  usePairing,
  writeChannelState,
  writeIdentity,
  writePairing,
} from "./people-rows.ts";
import { orderEdits, writePost } from "./post-rows.ts";
import { beginTurn, finishTurn, insertTurn, noteSession, noteTurnProcess } from "./turn-rows.ts";

/** Creates the chat store over an open store. */
export function createChatStore(deps: ChangeDeps): ChatStorePort {
  const { store } = deps;
  const change: Store["change"] = (work) => store.change(work);
  return {
    ...createChatReads((work) => store.read(work)),
    startConversation: (added) =>
      change((to) => {
        const conversation = addConversation(to, added);
        announce(deps, to, { kind: "session", at: added.at, change: "created", conversation });
        return conversation;
      }),
    closeConversation: (id, at) =>
      change((to) => {
        const conversation = endConversation(to, id, at);
        if (conversation !== null)
          announce(deps, to, { kind: "session", at, change: "terminated", conversation });
      }),
    setSession: (id, turnId, sessionId) =>
      change((to) => noteSession(to, { id, turnId, sessionId })),
    addTurn: (turn) => change((to) => insertTurn(to, turn)),
    startTurn: (id, at, sessionBefore) =>
      change((to) => {
        const turn = beginTurn(to, id, { at, sessionBefore });
        if (sessionBefore !== null) {
          const conversation = requireConversation(to, turn.conversationId);
          announce(deps, to, { kind: "session", at, change: "resumed", conversation });
        }
        return turn;
      }),
    setTurnProcess: (id, process) => change((to) => noteTurnProcess(to, id, process)),
    endTurn: (id, { messages, ...end }) =>
      change((to) => {
        const turn = finishTurn(to, id, end);
        for (const message of messages) insertMessage(to, message);
        return turn;
      }),
    say: (message) => change((to) => insertMessage(to, message)),
    hear: (inbound) => hearOnce(store, inbound),
    markRead: (room, upTo, at) => change((to) => markSeen(to, room, { upTo, at })),
    addPost: (post, at) => change((to) => writePost(to, post, at)),
    decide: (token, decision) => change((to) => decideCard(to, token, decision)),
    refresh: (id, at) => change((to) => orderEdits(to, id, at)),
    pair: (identity) => change((to) => writeIdentity(to, identity)),
    unpair: (target, sender) => change((to) => removeIdentity(to, target, sender)),
    openPairing: (target, codeHash, expiresAt) =>
      change((to) => writePairing(to, target, { codeHash, expiresAt })),
    tryPairing: (target, codeHash, at) => change((to) => usePairing(to, target, { codeHash, at })),
    closePairing: (target) => change((to) => removePairing(to, target)),
    remember: (target, name, value) =>
      change((to) => writeChannelState(to, target, { name, value })),
    forgetTarget: (target) => change((to) => removeTarget(to, target)),
    handOver: (tokenHash, handover) => change((to) => writeHandover(to, tokenHash, handover)),
    acknowledge: (tokenHash, ack) => change((to) => raiseHandover(to, tokenHash, ack)),
    endHandovers: (runId, at) => change((to) => closeHandovers(to, runId, at)),
  };
}
