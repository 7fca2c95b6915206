// How the stages speak to conversations with an agent. Implemented in chat/conversations.

import type { Conversation, Turn } from "../records/conversation.ts";
import type { RunOutcome } from "../records/run.ts";
import type { RunRequest } from "./mode-port.ts";
import type { ConversationId, MessageId, TurnId } from "../records/ids.ts";
import type { ProviderId } from "../settings/providers.ts";

/** A hook's prompt for the owner's chat. */
export interface WakeTurn {
  readonly request: RunRequest;
  /** The chat whose conversation takes it; `session` of the hook says which of its conversations. */
  readonly chat: string;
  /** Targets that are told the answer. */
  readonly postTo: readonly string[];
  readonly promptFile: string;
  /** Holds the agent's output. */
  readonly folder: string;
}

/** Words of the owner. */
export interface OwnerWords {
  /** By it a repeat is known. */
  readonly inbound: { readonly target: string; readonly id: string };
  readonly chat: string;
  /** null: the owner's main conversation of that chat; else the one that they were said in. */
  readonly conversationId: ConversationId | null;
  readonly text: string;
  /** The message of wakehook's that they answer. */
  readonly replyTo: MessageId | null;
  /** Where the answer goes; empty: only the local chat shows it. */
  readonly postTo: readonly string[];
}

/** What became of the owner's words. */
export type Said =
  | {
      readonly kind: "taken";
      readonly conversation: Conversation;
      readonly turn: Turn;
      /** The turn that goes on now, in front of it. */
      readonly behind: Turn | null;
    }
  /** They were taken before. */
  | { readonly kind: "repeat" }
  /** They cannot be answered; said in the chat as well. */
  | { readonly kind: "refused"; readonly reason: string };

/** Conversations with agents. */
export interface ConversationsPort {
  /** Waits for its turn, runs the agent, and posts its answer. Does not throw for what can be expected. */
  wake(turn: WakeTurn): Promise<RunOutcome>;
  /** The disk has them when it returns. @throws WakehookError `storage_unavailable`. */
  say(words: OwnerWords): Said;
  /** Ends the turn that goes on; false: none does. */
  stop(id: ConversationId): boolean;
  /** Which agent a chat's next new words go to; null: none is set. */
  agentOf(chat: string): string | null;
  /** Another agent for the new words of a chat; null: the one of config.json again. */
  useAgent(chat: string, agent: ProviderId | null): void;
  /** Closes the open conversation of a chat, so that the next words begin a new one. */
  renew(chat: string, entity: string | null): Conversation | null;
  /** What its owner would type to go on by hand; null: it has no session yet. */
  byHand(id: ConversationId): string | null;
  /** The turn that goes on in a conversation. */
  going(id: ConversationId): Turn | null;
  turnEnded(id: TurnId): Promise<Turn>;
}
