// In: what changes in a room. Out: it stands on the screen, and counts as read where somebody reads.

import type { WireMessage, WireTurn } from "../../core/wire/wire-chat.ts";
import type { CommandContext } from "../command.ts";
import type { CardHand } from "./card-hand.ts";
import { orNull, type ChatApi } from "./chat-api.ts";
import { cardLine, messageLines } from "./message-lines.ts";
import type { RoomChange } from "./room-view.ts";
import type { Screen } from "./screen.ts";
import { createSpeakers } from "./speakers.ts";
import { noteEnd, type TalkState } from "./talk-state.ts";

/** What the printer works with. */
export interface PrinterDeps {
  readonly api: ChatApi;
  readonly screen: Screen;
  readonly state: TalkState;
  readonly cards: CardHand;
  /** What is shown counts as read. */
  readonly reads: boolean;
}

/** Shows one change after the other. */
export function createRoomPrinter(
  { out, paths }: Pick<CommandContext, "out" | "paths">,
  { api, screen, state, cards, reads }: PrinterDeps,
): (change: RoomChange) => Promise<void> {
  const speakers = createSpeakers(api, () => state.room);
  const going = new Set<string>();

  function print(message: WireMessage, isChange: boolean): void {
    if (out.json) return out.record(message);
    const lines = messageLines(message, {
      out,
      speaker: (one) => speakers.of(one),
      home: paths.root,
    });
    const { card } = message;
    const isDecision = isChange && card !== null && card.decided !== null;
    screen.print(isDecision ? [lines[0] ?? "", cardLine(card, out)] : lines);
  }

  function isTypedHere({ author, text }: WireMessage): boolean {
    const at = author === "owner" ? state.typed.indexOf(text.trim()) : -1;
    if (at >= 0) state.typed.splice(at, 1);
    return at >= 0;
  }

  async function showMessage(message: WireMessage, isChange: boolean): Promise<void> {
    cards.note(message);
    // Over a pipe with JSON every message is told; on a screen, what was typed stands there.
    if (!isChange && isTypedHere(message) && !out.json) return;
    await speakers.learn(message.conversation_id);
    print(message, isChange);
    if (!reads || isChange) return;
    await orNull(api.markRead(state.room, message.number));
  }

  async function showTurn({ id, state: step, conversation_id: place }: WireTurn): Promise<void> {
    if (step === "running") going.add(id);
    else going.delete(id);
    if (step === "done") noteEnd(state, id);
    await speakers.learn(place);
    screen.status(going.size === 0 ? "" : `${speakers.agentOf(place)} is at work`);
  }

  async function comeBack(): Promise<void> {
    screen.notice("the daemon is back");
    going.clear();
    screen.status("");
    for (const id of state.awaited) {
      const turn = await orNull(api.turn(id));
      if (turn?.state === "done") noteEnd(state, id);
    }
  }

  return async (change) => {
    if (change.kind === "message") await showMessage(change.message, false);
    else if (change.kind === "changed") await showMessage(change.message, true);
    else if (change.kind === "turn") await showTurn(change.turn);
    else if (change.kind === "lost") screen.notice("the daemon is gone; waiting for it");
    else if (change.isBack) await comeBack();
  };
}
