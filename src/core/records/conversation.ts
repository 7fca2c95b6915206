// Conversations with an agent, their turns, and what was said: the records, as the rest of the program sees them.

import type { DoneStatus } from "./status.ts";
import type { ConversationId, DeliveryId, HookId, MessageId, RunId, TurnId } from "./ids.ts";
import type { ProviderId } from "../settings/providers.ts";
import type { ProcessStart } from "../ports/process-port.ts";

/** How far a prompt got, the least first: what a wake can know of its target. */
export const ACK_LEVELS = {
  written: "it was handed over; nobody has said anything",
  accepted: "a queue of the target has it",
  taken: "the target's session shows it in a turn",
  finished: "the turn has ended, and its result is known",
} as const;
/** How far a prompt got. */
export type AckLevel = keyof typeof ACK_LEVELS;

/** Where a turn stands. */
export const TURN_STATES = {
  queued: "waits for its turn in the conversation",
  running: "the agent has it",
  done: "it has ended; its status says how",
} as const;
/** Where a turn stands. */
export type TurnState = keyof typeof TURN_STATES;

/** The name of the owner's chat where nothing else is said. */
export const MAIN_CHAT = "main";

/** One conversation: what an agent CLI calls a session, and wakehook keeps going. */
export interface Conversation {
  readonly id: ConversationId;
  /** Chats of one name are views of the same conversations; `main` where nothing is said. */
  readonly chat: string;
  /** What it is about; null: the owner's own. A sender's text is never compared with the null. */
  readonly entity: string | null;
  readonly agent: ProviderId;
  /** The login that it uses; one turn at a time for each. */
  readonly account: string;
  /** Where all its turns run: a real path. */
  readonly folder: string;
  /** As the agent CLI calls it; null: none is known yet. */
  readonly sessionId: string | null;
  readonly title: string;
  /** What a new session is told where the old one is lost. */
  readonly summary: string;
  readonly state: "open" | "closed";
  readonly turns: number;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One prompt and what came of it. */
export interface Turn {
  readonly id: TurnId;
  readonly conversationId: ConversationId;
  readonly origin: "owner" | "hook";
  /** The run of a hook; null: the owner's own words. */
  readonly runId: RunId | null;
  readonly deliveryId: DeliveryId | null;
  /** The owner's message that it answers. */
  readonly messageId: MessageId | null;
  /** Targets that are told the answer, beside the local chat. */
  readonly postTo: readonly string[];
  readonly state: TurnState;
  readonly level: AckLevel;
  readonly status: DoneStatus | null;
  readonly reason: string | null;
  readonly sessionBefore: string | null;
  readonly sessionAfter: string | null;
  readonly reply: string | null;
  readonly costUsd: number | null;
  readonly process: ProcessStart | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

/** One button of a card. */
export interface CardButton {
  readonly verb: DecisionVerb;
  readonly label: string;
}

/** What the owner may answer on a card. */
export const DECISIONS = {
  run: "let it run",
  read_only: "let it run, and change nothing",
  discard: "end it without a run",
} as const;
/** What the owner may answer on a card. */
export type DecisionVerb = keyof typeof DECISIONS;

/** What stands below a message and can be answered, three buttons at most. */
export interface Card {
  /** Names the card; whoever has it and is known may answer. 22 characters. */
  readonly token: string;
  readonly deliveryId: DeliveryId;
  readonly buttons: readonly CardButton[];
  /** What was decided, in words, in the place of the buttons; null: nothing yet. */
  readonly decided: string | null;
}

/** A file that goes with a message. */
export interface MessageFile {
  /** What the owner sees. */
  readonly name: string;
  /** Below the home folder. */
  readonly path: string;
}

/** Who speaks. */
export type MessageAuthor = "owner" | "agent" | "wakehook";
/** What a message is. `seam`: a new session took the place of a lost one. */
export const MESSAGE_KINDS = ["words", "report", "notice", "seam"] as const;
/** What a message is. */
export type MessageKind = (typeof MESSAGE_KINDS)[number];

/** One message of a chat. */
export interface Message {
  readonly id: MessageId;
  /** Grows with time: the cursor of lists. */
  readonly number: number;
  readonly chat: string;
  /** null: it belongs to no conversation with an agent. */
  readonly conversationId: ConversationId | null;
  readonly turnId: TurnId | null;
  readonly author: MessageAuthor;
  readonly kind: MessageKind;
  /** Markdown. */
  readonly text: string;
  /** The message that it answers. */
  readonly replyTo?: MessageId | null | undefined;
  readonly card: Card | null;
  readonly files: readonly MessageFile[];
  /** true: no phone is to ring for it. */
  readonly silent: boolean;
  readonly hookId: HookId | null;
  readonly deliveryId: DeliveryId | null;
  readonly runId: RunId | null;
  /** The target that it came in by, `local`, or `` where wakehook made it. */
  readonly origin: string;
  readonly createdAt: number;
  /** When the owner has seen it in the local chat or the dashboard. */
  readonly readAt: number | null;
}

/** Where a message went on a platform. */
export interface Post {
  readonly messageId: MessageId;
  readonly target: string;
  readonly place: Place;
  /** The platform's ids of its parts, in order. */
  readonly refs: readonly string[];
  /** false: parts are missing yet. */
  readonly isWhole: boolean;
  readonly postedAt: number;
}

/** A chat of a platform, and a thread or topic in it. */
export interface Place {
  readonly chat: string;
  readonly thread: string | null;
}

/** Somebody on a platform who is known. */
export interface Identity {
  readonly target: string;
  /** The platform's stable id. */
  readonly sender: string;
  readonly name: string;
  /** A viewer reads and decides nothing. */
  readonly role: "owner" | "viewer";
  /** Where messages for them go. */
  readonly place: Place;
  readonly pairedAt: number;
}

/** A conversation's place among others: one is open for each. */
export interface ConversationKey {
  readonly chat: string;
  readonly entity: string | null;
  readonly agent: ProviderId;
}
