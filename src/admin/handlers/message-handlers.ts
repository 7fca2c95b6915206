// The routes about messages: what was said, saying something, what was read, the owner's word on a card.

import { MAIN_CHAT, type Message } from "../../core/records/conversation.ts";
import type { OwnerWords, Said } from "../../core/ports/conversations-port.ts";
import { isMessageId } from "../../core/records/ids.ts";
import { LOCAL_TARGET } from "../../core/settings/target.ts";
import { wireConversation, wireMessage, wireTurn } from "../../core/wire/wire-chat.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { chatNames, findConversation, noSuchChat } from "./chat-handlers.ts";
import { DEFAULT_PAGE } from "./delivery-handlers.ts";
import type { AdminChat, AdminDeps } from "../deps.ts";
import type { Call, Handlers } from "../handler.ts";

/** Where a card was answered, in the words that the others read. */
const PLACES = { terminal: "the terminal", dashboard: "the dashboard" } as const;

type MessageDeps = Pick<AdminDeps, "chat" | "settings" | "clock">;

/** The handlers of the routes about messages. */
export function createMessageHandlers(
  deps: MessageDeps,
  answers: Answers,
): Handlers<"listMessages" | "showMessage" | "say" | "markRead" | "listCards" | "decideCard"> {
  const { clock, chat } = deps;
  const { store } = chat;

  return {
    listMessages({ query }) {
      const { conversation_id: conversationId, hook_id: hookId, limit = DEFAULT_PAGE } = query;
      const { after, before } = query;
      const filter = { chat: query.chat, conversationId, hookId, after, before, limit };
      const list = store.messages(filter);
      const older = list.length < limit ? null : (list[0]?.number ?? null);
      return answers.json({ messages: list.map(wireMessage), next_before: older });
    },
    showMessage({ id }) {
      const found = findMessage(chat, id);
      if ("ok" in found) return found;
      const posts = store.posts(found.id).map(snakeKeys);
      return answers.json({ ...wireMessage(found), posts });
    },
    say({ body }) {
      const words = wordsOf(deps, body);
      if ("ok" in words) return words;
      return said(answers, chat, { words, said: chat.conversations.say(words) });
    },
    markRead({ body }) {
      const room = roomOf(deps, body);
      if ("ok" in room) return room;
      store.markRead(room, body.up_to, clock.now());
      return answers.json({ read: true, unread: store.unread(room.chat) });
    },
    listCards: () => answers.json({ cards: store.openCards(null).map(wireMessage) }),
    async decideCard({ id, body: { verb, from } }) {
      const by = from === undefined ? "the admin API" : PLACES[from];
      const decision = await chat.cards.decide({ token: id, verb, by });
      if (decision.kind === "unknown") return refusal("not_found", decision.words);
      if (decision.kind === "failed") return refusal("refused", decision.words);
      return answers.json({ ...snakeKeys(decision), kind: decision.kind });
    },
  };
}

function findMessage({ store }: AdminChat, id: unknown): Message | AdminRefusal {
  const found = typeof id === "string" && isMessageId(id) ? store.message(id) : null;
  return found ?? refusal("not_found", `there is no message ${JSON.stringify(id).slice(0, 80)}`);
}

/** What the owner said, checked. What names no conversation goes to the main one of a chat. */
function wordsOf(deps: MessageDeps, given: Call<"say">["body"]): OwnerWords | AdminRefusal {
  const { text, reply_to: replyTo, id } = given;
  const room = roomOf(deps, given);
  if ("ok" in room) return room;
  const answered = replyTo === undefined ? null : findMessage(deps.chat, replyTo);
  if (answered !== null && "ok" in answered) return answered;
  return {
    inbound: { target: LOCAL_TARGET, id },
    chat: room.chat,
    conversationId: room.conversationId ?? null,
    text: text.toWellFormed(),
    replyTo: answered?.id ?? null,
    postTo: [],
  };
}

/** The conversation that is named, or a chat. */
function roomOf(
  deps: Pick<AdminDeps, "chat" | "settings">,
  { chat = MAIN_CHAT, conversation_id: id }: Pick<Call<"say">["body"], "chat" | "conversation_id">,
): Parameters<AdminChat["store"]["markRead"]>[0] | AdminRefusal {
  if (id !== undefined) {
    const found = findConversation(deps.chat.store, id);
    return "ok" in found ? found : { chat: found.chat, conversationId: found.id };
  }
  const names = chatNames(deps.settings().config);
  return names.has(chat) ? { chat } : noSuchChat(deps, chat);
}

/** Words that were taken before have their turn already: whoever sends them again learns of the same one. */
function said(
  answers: Answers,
  { store }: AdminChat,
  given: { readonly words: OwnerWords; readonly said: Said },
): Response | AdminRefusal {
  const { words } = given;
  if (given.said.kind === "refused") return refusal("refused", given.said.reason);
  if (given.said.kind === "taken") {
    const { conversation, turn, behind } = given.said;
    const wire = {
      repeat: false,
      message_id: turn.messageId,
      conversation: wireConversation(conversation),
      turn: wireTurn(turn),
      behind: behind === null ? null : wireTurn(behind),
    };
    return answers.json(wire, 202);
  }
  const message = store.messageOfKey(`inbound:${words.inbound.target}:${words.inbound.id}`);
  const conversation = message?.conversationId ? store.conversation(message.conversationId) : null;
  const turn = message?.turnId ? store.turn(message.turnId) : null;
  return answers.json({
    repeat: true,
    message_id: message?.id ?? null,
    conversation: conversation === null ? null : wireConversation(conversation),
    turn: turn === null ? null : wireTurn(turn),
    behind: null,
  });
}
