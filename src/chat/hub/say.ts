// Words of wakehook's own in a chat.

import type { NewMessage } from "../../core/ports/chat-store-port.ts";
import type { Message, Place } from "../../core/records/conversation.ts";
import type { MessageId } from "../../core/records/ids.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import { newMessageId } from "../../system/randomness.ts";
import type { HubDeps } from "./hub-deps.ts";

/** A notice in a chat, before anything of it is written. */
export function newNotice(
  { clock, randomness }: Pick<HubDeps, "clock" | "randomness">,
  target: ChatTarget,
  notice: { readonly text: string; readonly key?: string; readonly postTo: readonly string[] },
): NewMessage {
  const createdAt = clock.now();
  return {
    id: newMessageId(createdAt, randomness),
    chat: target.chat,
    conversationId: null,
    turnId: null,
    author: "wakehook",
    kind: "notice",
    silent: true,
    createdAt,
    ...notice,
  };
}

/** Says something and has it posted where it was asked; null: it was said before. */
export function sayNotice(
  deps: Pick<HubDeps, "clock" | "randomness" | "store" | "wakeOutbox">,
  target: ChatTarget,
  { place, ...notice }: { readonly text: string; readonly key?: string; readonly place: Place },
): Message | null {
  const said = deps.store.say(newNotice(deps, target, { ...notice, postTo: [target.name] }));
  if (said !== null) sendTo(deps, target, { messageId: said.id, place });
  deps.wakeOutbox();
  return said;
}

/** Where a message is to be posted, before anything of it is. */
export function sendTo(
  { store, clock }: Pick<HubDeps, "store" | "clock">,
  { name }: ChatTarget,
  { messageId, place }: { readonly messageId: MessageId; readonly place: Place },
): void {
  store.addPost({ messageId, target: name, place, refs: [], isWhole: false }, clock.now());
}
