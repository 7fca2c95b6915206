// A thread or topic of its own for each hook or entity, where the owner wants that and the platform has them.
// What cannot have one stands in the chat itself.

import type { Channel } from "../../core/ports/channel-port.ts";
import type { ChatStorePort } from "../../core/ports/chat-store-port.ts";
import type { Conversation, Message, Place } from "../../core/records/conversation.ts";
import type { ConversationId } from "../../core/records/ids.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { toError } from "../../core/records/errors.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";

/** What threads need. */
export interface ThreadDeps {
  readonly store: Pick<ChatStorePort, "channelState" | "remember" | "conversation">;
  readonly ledger: Pick<LedgerPort, "delivery">;
  readonly settings: () => SettingsSnapshot;
  readonly log: Log;
}

interface Topic {
  readonly key: string;
  readonly title: string;
}

const LONGEST_TITLE = 100;

/** The place of a message: the chat, and its thread there, which is made where there is none yet. */
export async function threadOf(
  deps: ThreadDeps,
  {
    target,
    channel,
    chat,
  }: { readonly target: ChatTarget; readonly channel: Channel; readonly chat: string },
  message: Message,
): Promise<Place> {
  const whole: Place = { chat, thread: null };
  const topic = channel.abilities.threads ? topicOf(deps, target, message) : null;
  if (topic === null || channel.openThread === undefined) return whole;
  const state = stateOf(chat, topic);
  const known = deps.store.channelState(target.name, state) ?? "";
  const thread = known === "" ? await open(deps, { target, channel, whole }, topic) : known;
  if (thread === null) return whole;
  if (known === "") deps.store.remember(target.name, state, thread);
  if (message.conversationId !== null)
    deps.store.remember(target.name, conversationState({ chat, thread }), message.conversationId);
  return { chat, thread };
}

/** The thread of a message's place is no more: the next one is a new one. */
export function forgetThread(
  deps: ThreadDeps,
  { target, chat }: { readonly target: ChatTarget; readonly chat: string },
  message: Message,
): void {
  const topic = topicOf(deps, target, message);
  if (topic !== null) deps.store.remember(target.name, stateOf(chat, topic), "");
}

/** The conversation that goes on in a thread; null: in none, or in none that is open. */
export function conversationOfThread(
  store: Pick<ChatStorePort, "channelState" | "conversation">,
  target: string,
  place: Place,
): Conversation | null {
  if (place.thread === null) return null;
  const id = store.channelState(target, conversationState(place));
  const conversation = id === null ? null : store.conversation(id as ConversationId);
  return conversation?.state === "open" ? conversation : null;
}

async function open(
  { log }: ThreadDeps,
  { target, channel, whole }: { target: ChatTarget; channel: Channel; whole: Place },
  { title }: Topic,
): Promise<string | null> {
  try {
    return (await channel.openThread?.(whole, title)) ?? null;
  } catch (thrown) {
    const { message } = toError(thrown);
    log.warn("a thread could not be made; the chat itself is used", {
      target: target.name,
      error: message,
    });
    return null;
  }
}

function topicOf(
  { ledger, store, settings }: ThreadDeps,
  { topics }: ChatTarget,
  { hookId, deliveryId, conversationId }: Message,
): Topic | null {
  if (topics === "none") return null;
  if (topics === "hook") {
    if (hookId === null) return null;
    const title = settings().hooks.get(hookId)?.hook?.title ?? hookId;
    return { key: `hook:${hookId}`, title: short(title) };
  }
  const ofConversation = conversationId === null ? null : store.conversation(conversationId);
  const delivery = deliveryId === null ? null : ledger.delivery(deliveryId);
  const entity = ofConversation?.entity ?? delivery?.entity ?? null;
  return entity === null ? null : { key: `entity:${entity}`, title: short(entity) };
}

function short(title: string): string {
  return Array.from(title.replaceAll(/\s+/g, " ")).slice(0, LONGEST_TITLE).join("");
}

function stateOf(chat: string, { key }: Topic): string {
  return `thread:${chat}:${key}`;
}

function conversationState({ chat, thread }: Place): string {
  return `in:${chat}:${thread ?? ""}`;
}
