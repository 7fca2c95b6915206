// What the stages may ask of the ledger about chats. Each takes only the part it needs.

import type {
  AckLevel,
  Card,
  Conversation,
  ConversationKey,
  DecisionVerb,
  Identity,
  Message,
  MessageAuthor,
  MessageFile,
  MessageKind,
  Post,
  Turn,
} from "../records/conversation.ts";
import type {
  ConversationId,
  DeliveryId,
  HookId,
  MessageId,
  RunId,
  TurnId,
} from "../records/ids.ts";
import type { ProcessStart } from "./process-port.ts";
import type { DoneStatus } from "../records/status.ts";

/** A message before it has a number. */
export interface NewMessage {
  readonly id: MessageId;
  readonly chat: string;
  readonly conversationId: ConversationId | null;
  readonly turnId: TurnId | null;
  readonly author: MessageAuthor;
  readonly kind: MessageKind;
  readonly text: string;
  readonly replyTo?: MessageId | null;
  readonly card?: Omit<Card, "decided"> | null;
  readonly files?: readonly MessageFile[];
  readonly silent?: boolean;
  readonly hookId?: HookId | null;
  readonly deliveryId?: DeliveryId | null;
  readonly runId?: RunId | null;
  readonly origin?: string;
  /** Written once per key for ever. */
  readonly key?: string;
  readonly createdAt: number;
  /** Targets that it is posted to, through the outbox, in the same transaction. */
  readonly postTo: readonly string[];
}

/** A conversation that begins. */
export interface NewConversation extends ConversationKey {
  readonly id: ConversationId;
  readonly account: string;
  readonly folder: string;
  readonly title: string;
  readonly at: number;
  /** What a new session is told of the one before it. */
  readonly summary?: string;
}

/** A turn before it has run. */
export interface NewTurn {
  readonly id: TurnId;
  readonly conversationId: ConversationId;
  readonly origin: "owner" | "hook";
  readonly runId: RunId | null;
  readonly deliveryId: DeliveryId | null;
  readonly messageId: MessageId | null;
  readonly postTo: readonly string[];
  readonly at: number;
}

/** How a turn ended. */
export interface TurnEnd {
  readonly status: DoneStatus;
  readonly reason: string | null;
  readonly level: AckLevel;
  readonly sessionAfter: string | null;
  readonly reply: string | null;
  readonly costUsd: number | null;
  readonly summary: string;
  readonly at: number;
  /** What is said about it, in the same transaction. */
  readonly messages: readonly NewMessage[];
}

/** Which messages a list shows. */
export interface MessageFilter {
  readonly chat?: string | undefined;
  readonly conversationId?: ConversationId | undefined;
  /** Only those that a hook has caused. */
  readonly hookId?: HookId | undefined;
  /** Only newer ones than this number, oldest first. */
  readonly after?: number | undefined;
  /** Only older ones than this number; the newest of them, oldest first. */
  readonly before?: number | undefined;
  /** 1 to 1000, default 50. */
  readonly limit?: number | undefined;
}

/** What became of an answer on a card. */
export type DecisionResult =
  | { readonly kind: "decided"; readonly deliveryId: DeliveryId; readonly messageId: MessageId }
  | {
      readonly kind: "already";
      readonly decision: DecisionVerb | "elsewhere";
      /** What stands in the place of the buttons. */
      readonly words: string;
      readonly by: string;
    }
  | { readonly kind: "unknown" };

/** What came in and was written down. */
export interface Heard {
  readonly message: Message | null;
  readonly turn: Turn | null;
}

/** How a conversation's list entry is shown. */
export type ListedConversation = Conversation & {
  readonly unread: number;
  /** The beginning of the last message. */
  readonly lastText: string | null;
};

/** One handover of a wake to a bot, as the ledger has it. */
export interface Handover {
  readonly runId: RunId;
  readonly target: string;
  readonly level: AckLevel;
  readonly reply: string | null;
  readonly handedAt: number;
  readonly levelAt: number;
  readonly endedAt: number | null;
}

/** Reading; over a read-only connection too. */
export interface ChatReadPort {
  conversation(id: ConversationId): Conversation | null;
  /** The open one of a key. */
  openConversation(key: ConversationKey): Conversation | null;
  /** Newest change first. */
  conversations(filter: {
    readonly chat?: string | undefined;
    readonly state?: "open" | "closed" | undefined;
    readonly limit?: number | undefined;
  }): ListedConversation[];
  turn(id: TurnId): Turn | null;
  /** Of a conversation, newest first. */
  turns(conversationId: ConversationId, limit: number): Turn[];
  /** What a run has said in conversations. */
  turnsOfRun(runId: RunId): Turn[];
  /** Of all, oldest first: what a daemon that died left, and what waits. */
  openTurns(): Turn[];
  message(id: MessageId): Message | null;
  /** The one that was written with this key. */
  messageOfKey(key: string): Message | null;
  /** The one whose card has this token. */
  messageOfToken(token: string): Message | null;
  messages(filter: MessageFilter): Message[];
  unread(chat: string): number;
  post(messageId: MessageId, target: string): Post | null;
  posts(messageId: MessageId): Post[];
  /** The message of which a platform's id names a part. */
  messageOfRef(target: string, ref: string): Message | null;
  /** Cards about a delivery, or about any, that nobody has answered; oldest first. */
  openCards(deliveryId: DeliveryId | null): Message[];
  identities(target: string): Identity[];
  handovers(runId: RunId): Handover[];
  channelState(target: string, name: string): string | null;
}

/** Everything about chats. Each method is synced to disk when it returns. @throws WakehookError `storage_unavailable`. */
export interface ChatStorePort extends ChatReadPort {
  startConversation(conversation: NewConversation): Conversation;
  closeConversation(id: ConversationId, at: number): void;
  /** Known as soon as the agent says it: the next turn continues it, also after a crash. */
  setSession(id: ConversationId, turnId: TurnId, sessionId: string): void;
  addTurn(turn: NewTurn): Turn;
  /** queued -> running. */
  startTurn(id: TurnId, at: number, sessionBefore: string | null): Turn;
  setTurnProcess(id: TurnId, process: ProcessStart): void;
  endTurn(id: TurnId, end: TurnEnd): Turn;
  /** The message, and its posts in the outbox; null: its key was used. */
  say(message: NewMessage): Message | null;
  /**
   * Words that came in, the turn that answers them, and the platform's id of them, in one transaction; null: the id
   * was taken already. Without message and turn it only takes the id.
   */
  hear(inbound: {
    readonly target: string;
    readonly id: string;
    readonly message: NewMessage | null;
    readonly turn: NewTurn | null;
    readonly at: number;
  }): Heard | null;
  /** Of a whole chat, or of one of its conversations. */
  markRead(
    room: { readonly chat: string; readonly conversationId?: ConversationId | undefined },
    upTo: number,
    at: number,
  ): void;
  /** A part of a message was taken by a platform: `refs` names all that were so far. */
  addPost(post: Omit<Post, "postedAt">, at: number): void;
  /** Compare and set: the first answer counts. It is shown anew wherever the card was posted, as by `refresh`. */
  decide(
    token: string,
    decision: {
      readonly verb: DecisionVerb | "elsewhere";
      readonly words: string;
      readonly by: string;
      readonly at: number;
    },
  ): DecisionResult;
  /** Shows a message anew wherever it was posted, through the outbox. */
  refresh(messageId: MessageId, at: number): void;
  pair(identity: Identity): void;
  unpair(target: string, sender: string): boolean;
  openPairing(target: string, codeHash: Uint8Array, expiresAt: number): void;
  /** true: the code was right, and is used up. Five wrong ones close the window. */
  tryPairing(target: string, codeHash: Uint8Array, at: number): boolean;
  closePairing(target: string): void;
  remember(target: string, name: string, value: string): void;
  /** Whatever is kept of a target that is removed: identities, pairing, states. */
  forgetTarget(target: string): void;
  handOver(tokenHash: Uint8Array, handover: Omit<Handover, "endedAt" | "reply">): void;
  /** A higher level only; null: no such token. */
  acknowledge(
    tokenHash: Uint8Array,
    ack: { readonly level: AckLevel; readonly reply: string | null; readonly at: number },
  ): Handover | null;
  endHandovers(runId: RunId, at: number): void;
}
