// The chat store, and everybody who watches is told what was written: whoever writes need not think of it.

import type { ChatStorePort } from "../core/ports/chat-store-port.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { Conversation, Message, Turn } from "../core/records/conversation.ts";
import type { MessageId } from "../core/records/ids.ts";
import type { Clock } from "../system/clock.ts";

/** What telling needs. */
export interface TellingDeps {
  readonly store: ChatStorePort;
  readonly clock: Pick<Clock, "now">;
  readonly emit: (event: WakehookEvent) => void;
}

/** Wraps the store: events `conversation`, `turn` and `message` follow each write that worked. */
export function tellingStore({ store, clock, emit }: TellingDeps): ChatStorePort {
  function tellMessage(message: Message | null): void {
    if (message !== null) emit({ type: "message", at: clock.now(), message });
  }

  function tellMessageOf(id: MessageId): void {
    tellMessage(store.message(id));
  }

  function tellTurn(turn: Turn | null): void {
    if (turn === null) return;
    const chat = store.conversation(turn.conversationId)?.chat ?? "";
    emit({ type: "turn", at: clock.now(), turn, chat });
  }

  function tellConversation(conversation: Conversation | null): void {
    if (conversation !== null) emit({ type: "conversation", at: clock.now(), conversation });
  }

  return {
    ...store,
    startConversation(added) {
      const conversation = store.startConversation(added);
      tellConversation(conversation);
      return conversation;
    },
    closeConversation(id, at) {
      store.closeConversation(id, at);
      tellConversation(store.conversation(id));
    },
    addTurn(added) {
      const turn = store.addTurn(added);
      tellTurn(turn);
      return turn;
    },
    startTurn(id, at, sessionBefore) {
      const turn = store.startTurn(id, at, sessionBefore);
      tellTurn(turn);
      return turn;
    },
    endTurn(id, end) {
      const turn = store.endTurn(id, end);
      for (const message of end.messages) tellMessageOf(message.id);
      tellTurn(turn);
      return turn;
    },
    say(said) {
      const message = store.say(said);
      tellMessage(message);
      return message;
    },
    hear(inbound) {
      const heard = store.hear(inbound);
      tellMessage(heard?.message ?? null);
      tellTurn(heard?.turn ?? null);
      return heard;
    },
    decide(token, decision) {
      const result = store.decide(token, decision);
      if (result.kind === "decided") tellMessageOf(result.messageId);
      return result;
    },
    refresh(id, at) {
      store.refresh(id, at);
      tellMessageOf(id);
    },
  };
}
