// A daemon's parts that have one record of each kind, so that every route has something to answer with.

import type { AdminDeps } from "../../../src/admin/deps.ts";
import type { Conversation, Message, Turn } from "../../../src/core/records/conversation.ts";
import type { OutboxEntry } from "../../../src/core/records/outbox-entry.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import { NO_CHAT } from "../no-chat.ts";
import { loadedHook, memoryLedger, runId, snapshot, STARTED_AT } from "../harness.ts";

const ULID = "0".repeat(26);
export const CONVERSATION_ID = `cnv_${ULID}` as Conversation["id"];
export const TURN_ID = `trn_${ULID}` as Turn["id"];
export const MESSAGE_ID = `msg_${ULID}` as Message["id"];

const CONVERSATION: Conversation = {
  id: CONVERSATION_ID,
  chat: "main",
  entity: null,
  agent: "claude",
  account: "",
  folder: "/tmp",
  sessionId: null,
  title: "Talk",
  summary: "",
  state: "open",
  turns: 1,
  createdAt: STARTED_AT,
  updatedAt: STARTED_AT,
};

const TURN: Turn = {
  id: TURN_ID,
  conversationId: CONVERSATION_ID,
  origin: "owner",
  runId: null,
  deliveryId: null,
  messageId: MESSAGE_ID,
  postTo: [],
  state: "queued",
  level: "written",
  status: null,
  reason: null,
  sessionBefore: null,
  sessionAfter: null,
  reply: null,
  costUsd: null,
  process: null,
  createdAt: STARTED_AT,
  startedAt: null,
  endedAt: null,
};

const MESSAGE: Message = {
  id: MESSAGE_ID,
  number: 1,
  chat: "main",
  conversationId: CONVERSATION_ID,
  turnId: TURN_ID,
  author: "owner",
  kind: "words",
  text: "hello",
  card: null,
  files: [],
  silent: false,
  hookId: null,
  deliveryId: null,
  runId: null,
  origin: "local",
  createdAt: STARTED_AT,
  readAt: null,
};

const ENTRY = {
  id: 1,
  messageId: "msg_1",
  deliveryId: null,
  runId: null,
  sink: "log",
  event: null,
  payload: "{}",
  state: "waiting",
  attempts: 0,
  createdAt: STARTED_AT,
  nextAt: STARTED_AT,
  lastError: null,
} as unknown as OutboxEntry;

/** A harness's deps with all of them. */
export function standIns(): Partial<AdminDeps> & { ledger: ReturnType<typeof memoryLedger> } {
  const budget = { runs_per_day: 3 };
  const hook = Hook.parse({ id: "site", title: "Site", mode: "wake", source: "github", budget });
  const ledger = memoryLedger();
  const dashboard = {
    fetch: () => Promise.resolve(new Response()),
    issueLink: () => ({ path: "/login?code=x", expiresAt: 1 }),
    close: () => {},
  };
  return {
    settings: () => snapshot([loadedHook("site", { hook })]),
    openDashboard: () => dashboard,
    ledger: {
      ...ledger,
      pieces: { ...ledger.pieces, outbox: () => ({ rows: [ENTRY], below: null }) },
      outboxEntry: () => ENTRY,
    },
    acks: {
      acknowledge: () => ({
        kind: "noted",
        handover: {
          runId: runId(1),
          target: "bot",
          level: "accepted",
          reply: null,
          handedAt: STARTED_AT,
          levelAt: STARTED_AT,
          endedAt: null,
        },
      }),
    },
    chat: {
      store: {
        ...NO_CHAT.store,
        conversation: () => CONVERSATION,
        turn: () => TURN,
        turns: () => [TURN],
        message: () => MESSAGE,
        messages: () => [MESSAGE],
        openCards: () => [MESSAGE],
      },
      conversations: {
        ...NO_CHAT.conversations,
        say: () => ({ kind: "taken", conversation: CONVERSATION, turn: TURN, behind: null }),
      },
      cards: { decide: async () => ({ kind: "decided", words: "runs", deliveryId: null }) },
    },
  };
}
