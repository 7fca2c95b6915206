// Conversations without agents, over the real store: what was said is on disk, and answers come when the test says so.

import type {
  ConversationsPort,
  OwnerWords,
  Said,
} from "../../../src/core/ports/conversations-port.ts";
import type { ChatStorePort } from "../../../src/core/ports/chat-store-port.ts";
import type { Conversation, Turn } from "../../../src/core/records/conversation.ts";
import type { DoneStatus } from "../../../src/core/records/status.ts";
import type { ConversationId } from "../../../src/core/records/ids.ts";
import type { Clock } from "../../../src/system/clock.ts";
import {
  newConversationId,
  newMessageId,
  newTurnId,
  systemRandomness,
} from "../../../src/system/randomness.ts";

export interface StubConversations extends ConversationsPort {
  /** What was taken, in order. */
  readonly heard: OwnerWords[];
  /** The turns that wait for an answer, oldest first. */
  readonly waiting: Turn[];
  /** The oldest turn ends with these words. */
  answer(text: string): void;
  /** The oldest turn ends without one. */
  fail(status: DoneStatus, reason: string): void;
  /** A turn that an earlier daemon left. */
  adopt(turn: Turn | undefined): void;
  /** The next words cannot be written down. */
  breakNext(): void;
  /** The next words cannot be answered. */
  refuseNext(reason: string): void;
  readonly calls: string[];
}

export function stubConversations(store: ChatStorePort, clock: Clock): StubConversations {
  const heard: OwnerWords[] = [];
  const waiting: Turn[] = [];
  const calls: string[] = [];
  let isBroken = false;
  let refusal: string | null = null;

  function open(chat: string): Conversation {
    const key = { chat, entity: null, agent: "claude" } as const;
    const at = clock.now();
    return (
      store.openConversation(key) ??
      store.startConversation({
        ...key,
        id: newConversationId(at, systemRandomness),
        account: "claude",
        folder: "/home/ann/tasks/chat",
        title: chat,
        at,
      })
    );
  }

  function say(words: OwnerWords): Said {
    if (isBroken) {
      isBroken = false;
      throw Object.assign(new Error("the disk is full"), { code: "storage_unavailable" });
    }
    if (refusal !== null) {
      const reason = refusal;
      refusal = null;
      return { kind: "refused", reason };
    }
    const at = clock.now();
    const known = words.conversationId === null ? null : store.conversation(words.conversationId);
    const conversation = known ?? open(words.chat);
    const id = newMessageId(at, systemRandomness);
    const turnId = newTurnId(at, systemRandomness);
    const taken = store.hear({
      ...words.inbound,
      at,
      message: {
        id,
        chat: words.chat,
        conversationId: conversation.id,
        turnId,
        author: "owner",
        kind: "words",
        text: words.text,
        origin: words.inbound.target,
        key: `inbound:${words.inbound.target}:${words.inbound.id}`,
        createdAt: at,
        postTo: [],
      },
      turn: {
        id: turnId,
        conversationId: conversation.id,
        origin: "owner",
        runId: null,
        deliveryId: null,
        messageId: id,
        postTo: words.postTo,
        at,
      },
    });
    if (taken?.turn == null) return { kind: "repeat" };
    heard.push(words);
    waiting.push(taken.turn);
    const [first] = waiting;
    return {
      kind: "taken",
      conversation,
      turn: taken.turn,
      behind: first === taken.turn ? null : (first ?? null),
    };
  }

  function answer(text: string): void {
    const turn = waiting.shift();
    if (turn === undefined) throw new Error("nobody waits for an answer");
    const at = clock.now();
    const conversation = store.conversation(turn.conversationId);
    if (turn.state === "queued") store.startTurn(turn.id, at, null);
    store.endTurn(turn.id, {
      status: "success",
      reason: null,
      level: "finished",
      sessionAfter: "s-1",
      reply: text,
      costUsd: null,
      summary: "",
      at,
      messages: [
        {
          id: newMessageId(at, systemRandomness),
          chat: conversation?.chat ?? "main",
          conversationId: turn.conversationId,
          turnId: turn.id,
          author: "agent",
          kind: "words",
          text,
          createdAt: at,
          postTo: turn.postTo,
        },
      ],
    });
  }

  function fail(status: DoneStatus, reason: string): void {
    const turn = waiting.shift();
    if (turn === undefined) throw new Error("nobody waits for an answer");
    const at = clock.now();
    const nothing = { sessionAfter: null, reply: null, costUsd: null, summary: "", messages: [] };
    store.endTurn(turn.id, { ...nothing, status, reason, level: "taken", at });
  }

  return {
    fail,
    adopt: (turn) => void (turn !== undefined && waiting.push(turn)),
    refuseNext: (reason) => void (refusal = reason),
    heard,
    waiting,
    calls,
    say,
    answer,
    breakNext: () => void (isBroken = true),
    wake: () => Promise.reject(new Error("not here")),
    stop: (id) => record(`stop ${id}`) && waiting.length > 0,
    agentOf: () => "claude",
    useAgent: (chat, agent) => void calls.push(`use ${chat} ${agent}`),
    renew(chat, entity) {
      calls.push(`new ${chat} ${entity}`);
      const was = store.openConversation({ chat, entity, agent: "claude" });
      if (was !== null) store.closeConversation(was.id, clock.now());
      return was;
    },
    byHand: (id: ConversationId) => `claude --resume of-${id.slice(0, 3)}`,
    going: () => waiting[0] ?? null,
    turnEnded: () => Promise.reject(new Error("not here")),
  };

  function record(call: string): true {
    calls.push(call);
    return true;
  }
}
