// The cards that wait on the screen. In: a digit. Out: the button that it means, pressed.

import type { DecisionVerb } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { WireCard, WireMessage } from "../../core/wire/wire-chat.ts";
import type { CommandContext } from "../command.ts";
import { printable } from "../terminal/printable.ts";
import type { ChatApi } from "./chat-api.ts";
import type { Screen } from "./screen.ts";

/** A card that came this shortly before its answer was begun has not been read. */
export const READING_MS = 800;

/** The cards of one talk. */
export interface CardHand {
  /** A message was shown, or shows something else. */
  note(message: WireMessage): void;
  /**
   * Answers the newest card where a digit was typed; false: these are no answer.
   * @param begunAt when its first key was pressed; null: it came over a pipe
   */
  answer(words: string, begunAt: number | null): Promise<boolean>;
}

interface Held {
  readonly card: WireCard;
  readonly shownAt: number;
}

/** No card yet. */
export function createCardHand(
  { clock }: Pick<CommandContext, "clock">,
  { api, screen }: { readonly api: ChatApi; readonly screen: Screen },
): CardHand {
  const held = new Map<string, Held>();
  let newest: WireMessage | null = null;

  /** The newest that was there when the answer was begun: what came since then was not meant. */
  function meant(begunAt: number | null): Held | string {
    const cards = [...held.values()];
    if (begunAt !== null)
      return (
        cards.findLast(({ shownAt }) => shownAt <= begunAt - READING_MS) ??
        "this card has only just come: read it, and answer again"
      );
    return cards.length === 1 && cards[0] !== undefined
      ? cards[0]
      : `${String(cards.length)} cards wait: answer them with wakehook delivery approve, or on a terminal`;
  }

  /** A digit right below a card that was decided meanwhile was meant for it; later on it is for the agent. */
  function isLate(): boolean {
    const decided = newest?.card?.decided ?? null;
    if (decided !== null)
      screen.notice(`nothing was changed: it was decided (${printable(decided)})`);
    return decided !== null;
  }

  /** What was decided is shown by the card itself, as everybody else sees it. */
  async function press(token: string, verb: DecisionVerb): Promise<void> {
    try {
      const { kind, words } = await api.decide(token, verb);
      if (kind !== "decided") screen.notice(printable(words));
    } catch (error) {
      if (!(error instanceof WakehookError)) throw error;
      screen.notice(`not answered: ${printable(error.message)}`);
    }
  }

  return {
    note(message) {
      const { card, number } = message;
      if (number >= (newest?.number ?? 0)) newest = message;
      if (card === null) return;
      held.delete(card.token);
      if (card.decided === null) held.set(card.token, { card, shownAt: clock.monotonic() });
    },
    async answer(words, begunAt) {
      if (!/^[1-9]$/.test(words)) return false;
      if (held.size === 0) return isLate();
      const found = meant(begunAt);
      const button = typeof found === "string" ? undefined : found.card.buttons[Number(words) - 1];
      if (typeof found === "string") screen.notice(found);
      else if (button === undefined) screen.notice(`the card has no button ${words}`);
      else await press(found.card.token, button.verb);
      return true;
    },
  };
}
