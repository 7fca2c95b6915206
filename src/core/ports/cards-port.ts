// How the owner answers cards, wherever they are shown: a phone, the terminal, the dashboard. Implemented in chat/hub.

import type { DecisionVerb } from "../records/conversation.ts";
import type { DeliveryId } from "../records/ids.ts";

/** One answer on a card, of somebody who is known to be the owner. */
export interface CardAnswer {
  readonly token: string;
  readonly verb: DecisionVerb;
  /** Who answered, in words for the others: `Ann, Telegram`, `the terminal`. */
  readonly by: string;
}

/** What became of it. */
export interface CardDecision {
  /**
   * `decided`: it counts. `already`: somebody was first, or the delivery waits no longer; nothing changed. `unknown`: no
   * such card. `failed`: it is still open; the words say why.
   */
  readonly kind: "decided" | "already" | "unknown" | "failed";
  /** What to show the one who answered; never a secret. */
  readonly words: string;
  /** null: unknown. */
  readonly deliveryId: DeliveryId | null;
}

/** Answers cards. */
export interface CardsPort {
  /** The first answer counts. Does not throw for what can be expected. @throws WakehookError `storage_unavailable`. */
  decide(answer: CardAnswer): Promise<CardDecision>;
}
