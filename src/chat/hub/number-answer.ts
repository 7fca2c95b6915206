// Where a platform has no buttons they are a numbered list, and a digit is the answer.

import type { ChatReadPort } from "../../core/ports/chat-store-port.ts";
import type { Card } from "../../core/records/conversation.ts";

/** Which card a digit answers. */
export type NumberedCard =
  | { readonly kind: "card"; readonly card: Card }
  | { readonly kind: "none" }
  /** More than one waits, and the digit does not say which is meant. */
  | { readonly kind: "several" };

/** 1, 2 or 3, and nothing else; null: it is no answer. */
export function readDigit(text: string): number | null {
  const [, digit] = /^([123])[.)]?$/.exec(text.trim()) ?? [];
  return digit === undefined ? null : Number(digit);
}

/** The card of the message that the digit answers, or the only one that waits here. */
export function findNumberedCard(
  store: Pick<ChatReadPort, "messageOfRef" | "openCards" | "post">,
  target: string,
  replyTo: string | null,
): NumberedCard {
  const answered = replyTo === null ? null : (store.messageOfRef(target, replyTo)?.card ?? null);
  if (answered !== null) return { kind: "card", card: answered };
  const cards = store
    .openCards(null)
    .flatMap(({ id, card }) => (card !== null && store.post(id, target) !== null ? [card] : []));
  const [card, ...more] = cards;
  if (card === undefined) return { kind: "none" };
  return more.length === 0 ? { kind: "card", card } : { kind: "several" };
}
