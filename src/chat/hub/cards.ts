// Cards: what the owner is asked, and what an answer does. The delivery is let go or ended first, and then the card
// says so: whatever dies between the two, the delivery is never decided twice, and a card never claims what was not done.

import type { CardAnswer, CardDecision, CardsPort } from "../../core/ports/cards-port.ts";
import type { Card, DecisionVerb, Message } from "../../core/records/conversation.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import { buttonsOf } from "./card-kinds.ts";
import type { HubDeps } from "./hub-deps.ts";

/** Cards, as the hub uses them. */
export interface Cards extends CardsPort {
  /** A card was shown: it is settled when its delivery waits no longer. */
  shown(deliveryId: DeliveryId): void;
  /** A delivery that left its hold some other way settles its cards. */
  note(event: WakehookEvent): void;
  /** The same for all that happened while nobody looked. */
  settleAll(): void;
}

type CardDeps = Pick<HubDeps, "clock" | "store" | "ledger" | "dispatcher" | "log" | "wakeOutbox">;

interface Decision {
  readonly verb: DecisionVerb | "elsewhere";
  /** What stands in the place of the buttons. */
  readonly words: string;
  readonly by: string;
}

/** Creates cards; nothing is read before `settleAll`. */
export function createCards(deps: CardDeps): Cards {
  const { store, ledger, clock } = deps;
  /** Deliveries with a card that may be open: an event of any other costs nothing. */
  const asked = new Set<DeliveryId>();
  /** Deliveries that are being decided on here: their events are no news. */
  const busy = new Set<DeliveryId>();

  async function decide(answer: CardAnswer): Promise<CardDecision> {
    const card = store.messageOfToken(answer.token)?.card ?? null;
    if (card === null) return UNKNOWN;
    const { deliveryId, decided } = card;
    if (decided !== null) return { kind: "already", words: decided, deliveryId };
    const button = card.buttons.find(({ verb }) => verb === answer.verb);
    if (button === undefined) return UNKNOWN;
    if (busy.has(deliveryId))
      return { kind: "failed", words: "It is being decided just now.", deliveryId };
    busy.add(deliveryId);
    try {
      const refused = await act(deliveryId, answer.verb);
      if (refused !== null) return settleRefused(deliveryId, refused);
      const words = `${button.label}: ${answer.by}`;
      settle(store.openCards(deliveryId), { verb: answer.verb, words, by: answer.by });
      asked.delete(deliveryId);
      return { kind: "decided", words, deliveryId };
    } finally {
      busy.delete(deliveryId);
    }
  }

  /** Gives back why it may not be done. @throws WakehookError `storage_unavailable`. */
  async function act(id: DeliveryId, verb: DecisionVerb): Promise<string | null> {
    const dispatcher = deps.dispatcher();
    const isApproval = ledger.delivery(id)?.status === "held:approval";
    try {
      if (verb === "discard") dispatcher.discard(id);
      else if (isApproval) dispatcher.approve(id, verb === "read_only" ? "read_only" : null);
      else await dispatcher.release(id);
      return null;
    } catch (thrown) {
      const error = toError(thrown);
      if (error instanceof WakehookError && error.code === "storage_unavailable") throw error;
      return error.message;
    }
  }

  function settleRefused(deliveryId: DeliveryId, words: string): CardDecision {
    const delivery = ledger.delivery(deliveryId);
    if (delivery !== null && delivery.state === "held") {
      deps.log.warn("an answer could not be carried out", { delivery: deliveryId, error: words });
      return { kind: "failed", words: `It could not be done: ${words}`, deliveryId };
    }
    const now = elsewhereWords(delivery);
    settleGone(deliveryId, delivery, store.openCards(deliveryId));
    return { kind: "already", words: now, deliveryId };
  }

  /** Cards in whichever chats they stand say the same. */
  function settle(cards: readonly Message[], decision: Decision): void {
    const at = clock.now();
    for (const { card } of cards) if (card !== null) store.decide(card.token, { ...decision, at });
    if (cards.length > 0) deps.wakeOutbox();
  }

  /** One that asks about what the delivery is still held for stays open. */
  function settleGone(id: DeliveryId, delivery: Delivery | null, cards: readonly Message[]): void {
    const gone = cards.filter(
      ({ card }) => card !== null && (delivery === null || !waitsFor(delivery, card)),
    );
    if (gone.length === cards.length) asked.delete(id);
    settle(gone, { verb: "elsewhere", words: elsewhereWords(delivery), by: "elsewhere" });
  }

  return {
    decide,
    shown: (id) => void asked.add(id),
    note(event) {
      if (event.type !== "delivery") return;
      const { id } = event.delivery;
      if (!asked.has(id) || busy.has(id)) return;
      settleGone(id, event.delivery, store.openCards(id));
    },
    settleAll() {
      const byDelivery = Map.groupBy(store.openCards(null), ({ card }) => card?.deliveryId);
      for (const [id, messages] of byDelivery) {
        if (id === undefined) continue;
        asked.add(id);
        settleGone(id, ledger.delivery(id), messages);
      }
    },
  };
}

const UNKNOWN: CardDecision = {
  kind: "unknown",
  words: "This is not asked any more.",
  deliveryId: null,
};

/** It is held for what the card asks about. */
function waitsFor({ state, status }: Delivery, { buttons }: Card): boolean {
  const now = buttonsOf(status);
  return (
    state === "held" &&
    now.length > 0 &&
    buttons.every((asked) =>
      now.some(({ verb, label }) => verb === asked.verb && label === asked.label),
    )
  );
}

function elsewhereWords(delivery: Delivery | null): string {
  if (delivery === null) return "It is gone.";
  const { state, status } = delivery;
  if (status === "skipped:expired") return "It has expired: nobody answered in time.";
  if (status === "skipped:discarded") return "It was discarded elsewhere.";
  if (state === "queued" || state === "running") return "It was let go elsewhere.";
  return `It waits no longer: ${status ?? state}.`;
}
