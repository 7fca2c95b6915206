// In: a room and a screen. Out: messages as they come, and what is typed said, answered or carried out.

import { WakehookError } from "../../core/records/errors.ts";
import type { CommandContext } from "../command.ts";
import { printable } from "../terminal/printable.ts";
import { createCardHand, type CardHand } from "./card-hand.ts";
import { isCommand, runChatCommand } from "./chat-commands.ts";
import type { ChatApi, Room, WireSaid } from "./chat-api.ts";
import { createRoomPrinter } from "./room-printer.ts";
import { createRoomView } from "./room-view.ts";
import { sayUntilTaken } from "./say.ts";
import type { Screen, Typed } from "./screen.ts";
import { newTalkState, type TalkState } from "./talk-state.ts";

/** What a talk is held with. */
export interface TalkOptions {
  readonly api: ChatApi;
  readonly room: Room;
  readonly screen: Screen;
  /** Messages of before that are shown first. */
  readonly last: number;
  /** When nothing more is typed: leave, wait for the answers to what was typed, or stay until the signal. */
  readonly afterwards: "leave" | "answers" | "stay";
  /** What is shown counts as read. */
  readonly reads: boolean;
}

interface Talk extends Pick<TalkOptions, "api" | "screen"> {
  readonly state: TalkState;
  readonly cards: CardHand;
  readonly signal: AbortSignal;
}

/** Settles when the reader has left, or the signal is aborted. */
export async function talk(context: CommandContext, options: TalkOptions): Promise<void> {
  const { api, screen, last, reads, afterwards } = options;
  const over = new AbortController();
  const signal = AbortSignal.any([context.untilStopped(), over.signal]);
  const state = newTalkState(options.room);
  const cards = createCardHand(context, { api, screen });
  const view = createRoomView(context, api, { room: () => state.room, last });
  const show = createRoomPrinter(context, { api, screen, state, cards, reads });

  const ready = Promise.withResolvers<void>();

  async function watch(): Promise<void> {
    try {
      for await (const change of view.changes(signal)) {
        await show(change);
        if (change.kind === "ready") ready.resolve();
      }
    } finally {
      over.abort();
      ready.resolve();
    }
  }

  const watching = watch();
  // Its fault is thrown below, once everything else has ended.
  watching.catch(() => {});
  try {
    // What is typed comes behind what was said before.
    await ready.promise;
    const isLeft = await read(context, { api, screen, state, cards, signal });
    if (!isLeft && afterwards === "stay") await untilAborted(signal);
    if (!isLeft && afterwards === "answers" && (await answered(state, signal)))
      for await (const change of view.catchUp()) await show(change);
  } finally {
    over.abort();
    screen.close();
    await watching;
  }
}

/** Takes what is typed until nothing more comes; true: the reader has left on purpose. */
async function read(context: CommandContext, deps: Talk): Promise<boolean> {
  try {
    for await (const typed of deps.screen.typed(deps.signal))
      if (!(await take(context, deps, typed))) return true;
  } catch (error) {
    if (!deps.signal.aborted) throw error;
  }
  return deps.signal.aborted;
}

/** One message of the reader's; false: the reader leaves. */
async function take(context: CommandContext, deps: Talk, typed: Typed): Promise<boolean> {
  const { state, cards } = deps;
  const words = typed.text.trim();
  if (words === "") return true;
  if (isCommand(words)) return runChatCommand(context, { ...deps, room: state.room }, words);
  if (await cards.answer(words, typed.begunAt)) return true;
  await say(context, deps, words.startsWith("//") ? words.slice(1) : words);
  return true;
}

async function say(context: CommandContext, deps: Talk, words: string): Promise<void> {
  const { state, screen } = deps;
  state.typed.push(words);
  const said = await trySaying(context, deps, words);
  if (said === null) {
    state.typed.splice(state.typed.indexOf(words), 1);
    return;
  }
  const { turn, conversation, behind } = said;
  if (turn !== null && turn.state !== "done" && !state.ended.has(turn.id))
    state.awaited.add(turn.id);
  if (state.room.conversationId !== null && conversation !== null)
    state.room = { ...state.room, conversationId: conversation.id };
  if (behind !== null) screen.notice("queued behind what goes on now; /stop ends that");
}

/** null: they were not taken; the screen says why. */
async function trySaying(
  context: CommandContext,
  { api, screen, state, signal }: Talk,
  words: string,
): Promise<WireSaid | null> {
  const notice = (text: string) => screen.notice(text);
  try {
    return await sayUntilTaken(context, { api, room: state.room, notice, signal }, words);
  } catch (error) {
    if (!(error instanceof WakehookError)) throw error;
    notice(printable([error.message, error.hint].filter(Boolean).join(": ")));
    return null;
  }
}

/** Over a pipe nobody leaves: what was said is waited for. false: nothing was, or it was not to be waited for. */
async function answered(state: TalkState, signal: AbortSignal): Promise<boolean> {
  if (state.awaited.size === 0) return state.ended.size > 0;
  const all = Promise.withResolvers<void>();
  state.onAnswered = all.resolve;
  await Promise.race([all.promise, untilAborted(signal)]);
  return !signal.aborted;
}

function untilAborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => resolve(), { once: true }),
  );
}
