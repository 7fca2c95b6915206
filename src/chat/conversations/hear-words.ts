// In: words of the owner. Out: they are on disk, once, with the turn that answers them, or with the reason why none
// can.

import type { Conversation } from "../../core/records/conversation.ts";
import type { OwnerWords, Said } from "../../core/ports/conversations-port.ts";
import type { MessageId } from "../../core/records/ids.ts";
import { newMessageId, newTurnId } from "../../system/randomness.ts";
import { agentOfChat, checkAgent } from "./choose-agent.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { openConversation } from "./open-conversation.ts";

/** Takes the words. @throws WakehookError `storage_unavailable`: nothing was taken then. */
export function hearWords(deps: ConversationsDeps, words: OwnerWords): Said {
  if (deps.store.messageOfKey(keyOf(words)) !== null) return { kind: "repeat" };
  const named =
    words.conversationId === null ? null : deps.store.conversation(words.conversationId);
  const found = conversationFor(deps, words, named);
  if ("reason" in found) return refuse(deps, words, { reason: found.reason, named });
  const at = deps.clock.now();
  const turnId = newTurnId(at, deps.randomness);
  const messageId = newMessageId(at, deps.randomness);
  const conversationId = found.id;
  const turn = {
    id: turnId,
    conversationId,
    origin: "owner" as const,
    runId: null,
    deliveryId: null,
    messageId,
    postTo: words.postTo,
    at,
  };
  const message = { ...ownerMessage(words, { id: messageId, at }), conversationId, turnId };
  const heard = deps.store.hear({ ...words.inbound, message, turn, at });
  if (heard?.turn == null) return { kind: "repeat" };
  return { kind: "taken", conversation: found, turn: heard.turn, behind: null };
}

/** The conversation that takes the words: the one that they were said in, else the owner's own of the chat. */
function conversationFor(
  deps: ConversationsDeps,
  { chat }: OwnerWords,
  named: Conversation | null,
): Conversation | { readonly reason: string } {
  const { config } = deps.settings();
  if (config.safeMode) return { reason: "safe_mode is on in config.json: it starts nothing" };
  const choice = checkAgent(deps, config, named?.agent ?? agentOfChat(deps, config, chat));
  if (!choice.ok) return { reason: choice.reason };
  // One that was closed has its place taken by the open one of its key.
  const { entity, title, ...where } = named ?? { chat, entity: null, title: chat };
  const { agent, folder } = choice;
  return openConversation(deps, { chat: where.chat, entity, title, agent, folder });
}

/** What cannot be answered is kept all the same, and its sender is told why. */
function refuse(
  { store, clock, randomness }: ConversationsDeps,
  words: OwnerWords,
  { reason, named }: { readonly reason: string; readonly named: Conversation | null },
): Said {
  const at = clock.now();
  const id = newMessageId(at, randomness);
  const conversationId = named?.id ?? null;
  const message = { ...ownerMessage(words, { id, at }), conversationId, turnId: null };
  const heard = store.hear({ ...words.inbound, message, turn: null, at });
  if (heard === null) return { kind: "repeat" };
  store.say({
    id: newMessageId(at, randomness),
    chat: words.chat,
    conversationId,
    turnId: null,
    author: "wakehook",
    kind: "notice",
    text: `No answer: ${reason}`,
    replyTo: id,
    createdAt: at,
    postTo: words.postTo,
  });
  return { kind: "refused", reason };
}

function ownerMessage(
  { inbound, chat, text, replyTo }: OwnerWords,
  { id, at }: { readonly id: MessageId; readonly at: number },
) {
  return {
    id,
    chat,
    author: "owner" as const,
    kind: "words" as const,
    text,
    replyTo,
    origin: inbound.target,
    key: `inbound:${inbound.target}:${inbound.id}`,
    createdAt: at,
    postTo: [],
  };
}

function keyOf({ inbound }: OwnerWords): string {
  return `inbound:${inbound.target}:${inbound.id}`;
}
