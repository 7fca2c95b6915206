// In: words. Out: the answer to them, once it is there.

import { EXIT_CODES, WakehookError } from "../../core/records/errors.ts";
import type { WireTurn } from "../../core/wire/wire-chat.ts";
import type { CommandContext } from "../command.ts";
import { followEvents } from "../daemon/follow-events.ts";
import { printable } from "../terminal/printable.ts";
import { orNull, type ChatApi, type Room } from "./chat-api.ts";
import { sayUntilTaken } from "./say.ts";

/** Says it, waits for the end of its turn, and prints the answer; the exit code says whether there is one. */
export async function sayOnce(
  context: CommandContext,
  { api, room }: { readonly api: ChatApi; readonly room: Room },
  text: string,
): Promise<number> {
  const { out } = context;
  const isAllRead = (await api.chats()).every(
    ({ name, unread }) => name !== room.chat || unread === 0,
  );
  const signal = context.untilStopped();
  const notice = (words: string) => out.notice(words);
  const said = await sayUntilTaken(context, { api, room, notice, signal }, text);
  if (said === null) return EXIT_CODES.daemon_unreachable;
  const { turn: begun, behind } = said;
  if (begun === null)
    throw new WakehookError("refused", "the words were taken, and nobody answers");
  if (behind !== null) out.notice("queued behind what goes on now");
  const turn = await endOf(context, api, begun.id);
  if (turn === null) {
    out.notice(`stopped waiting; the turn goes on: wakehook chat ${begun.conversation_id}`);
    return EXIT_CODES.unexpected;
  }
  const isAnswer = turn.status === "success";
  out.result(turn, () => (turn.reply === null ? [] : [printable(turn.reply)]));
  if (!isAnswer)
    out.notice(`${turn.status ?? turn.state}: ${printable(turn.reason ?? "no answer")}`);
  // The answer stands on the screen; what came before it does not.
  if (isAllRead) await markRead(api, turn);
  return isAnswer ? EXIT_CODES.done : EXIT_CODES.unexpected;
}

/** The turn when it has ended, however often the daemon starts anew; null: nobody waits any more. */
async function endOf(context: CommandContext, api: ChatApi, id: string): Promise<WireTurn | null> {
  const signal = context.untilStopped();
  for await (const step of followEvents(context, { types: ["turn"], signal })) {
    if (step.kind === "lost") context.out.notice("the daemon is gone; waiting for it");
    // Gone again? The next time the line stands it is asked anew.
    const turn = step.kind === "open" ? await orNull(api.turn(id)) : null;
    if (turn?.state === "done") return turn;
    if (step.kind !== "event" || step.event.type !== "turn" || step.event.turn.id !== id) continue;
    if (step.event.turn.state === "done") return step.event.turn;
  }
  return null;
}

/** Whether that can be noted changes nothing about the answer. */
async function markRead(api: ChatApi, turn: WireTurn): Promise<void> {
  const room = { chat: "", conversationId: turn.conversation_id, name: "" };
  const said = await orNull(api.messages(room, { limit: 50 }));
  const answer = said?.findLast(({ turn_id: of, author }) => of === turn.id && author !== "owner");
  if (answer !== undefined) await orNull(api.markRead(room, answer.number));
}
