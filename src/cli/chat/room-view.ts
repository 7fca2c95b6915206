// In: a room, and the daemon's events. Out: what is to be shown, in order, nothing twice and nothing left out, also over
// a restart of the daemon: whenever the line stands again, the messages themselves are asked for.

import { WakehookError } from "../../core/records/errors.ts";
import type { WireMessage, WireTurn } from "../../core/wire/wire-chat.ts";
import type { WireEvent } from "../../core/wire/wire.ts";
import type { CommandContext } from "../command.ts";
import { followEvents } from "../daemon/follow-events.ts";
import { orNull, type ChatApi, type Room } from "./chat-api.ts";

/** One thing that is to be shown. */
export type RoomChange =
  | { readonly kind: "message"; readonly message: WireMessage }
  /** It was shown, and shows something else now. */
  | { readonly kind: "changed"; readonly message: WireMessage }
  | { readonly kind: "turn"; readonly turn: WireTurn }
  /** All that was said before stands there; `isBack`: the daemon was away. */
  | { readonly kind: "ready"; readonly isBack: boolean }
  | { readonly kind: "lost" };

/** What somebody sees of a room. */
export interface RoomView {
  /** The last messages first, then what happens until the signal is aborted. */
  changes(signal: AbortSignal): AsyncGenerator<RoomChange>;
  /** What has been said since the last message that was seen. */
  catchUp(): AsyncGenerator<RoomChange>;
}

/** A page of the past. */
const PAGE = 200;
/** Messages that may still change; older ones are no longer looked at. */
const MOST_WATCHED = 500;

/** @param room asked each time: what is said can lead into another conversation */
export function createRoomView(
  context: Pick<CommandContext, "paths" | "clock">,
  api: ChatApi,
  { room, last }: { readonly room: () => Room; readonly last: number },
): RoomView {
  const shown = new Map<string, string>();
  let seen = 0;

  async function* begin(): AsyncGenerator<RoomChange> {
    const newest = await api.messages(room(), { limit: Math.max(1, last) });
    seen = newest.at(-1)?.number ?? 0;
    if (last === 0) return;
    const ids = new Set(newest.map(({ id }) => id));
    const waiting = (await api.cards()).filter((card) => isIn(room(), card) && !ids.has(card.id));
    for (const message of [...waiting, ...newest]) yield take(message);
  }

  async function* catchUp(): AsyncGenerator<RoomChange> {
    for (;;) {
      const page = await api.messages(room(), { after: seen, limit: PAGE });
      for (const message of page) if (message.number > seen) yield take(message);
      if (page.length < PAGE) return;
    }
  }

  /** Cards that were answered elsewhere while the line was down. */
  async function* lookAgain(): AsyncGenerator<RoomChange> {
    const open = [...shown].filter(([, look]) => look.startsWith(OPEN)).map(([id]) => id);
    for (const id of open) {
      const message = await orNull(api.message(id));
      if (message !== null) yield* told(message);
    }
  }

  async function* open(isBack: boolean): AsyncGenerator<RoomChange> {
    try {
      yield* catchUp();
      if (isBack) yield* lookAgain();
      yield { kind: "ready", isBack };
    } catch (error) {
      // Gone again: the next time the line stands, all of this is asked for anew.
      if (!isUnreachable(error)) throw error;
    }
  }

  function take(message: WireMessage): RoomChange {
    seen = Math.max(seen, message.number);
    shown.set(message.id, lookOf(message));
    const [oldest] = shown.keys();
    if (shown.size > MOST_WATCHED && oldest !== undefined) shown.delete(oldest);
    return { kind: "message", message };
  }

  function* told(message: WireMessage): Generator<RoomChange> {
    const before = shown.get(message.id);
    if (before === undefined && message.number > seen) yield take(message);
    if (before === undefined || before === lookOf(message)) return;
    shown.set(message.id, lookOf(message));
    yield { kind: "changed", message };
  }

  function* tell(event: WireEvent): Generator<RoomChange> {
    const { chat, conversationId } = room();
    if (event.type === "message" && isIn(room(), event.message)) yield* told(event.message);
    if (event.type !== "turn" || event.chat !== chat) return;
    if (conversationId === null || event.turn.conversation_id === conversationId)
      yield { kind: "turn", turn: event.turn };
  }

  return {
    catchUp,
    async *changes(signal) {
      let isBack = false;
      // Before the line stands: what is said from here on is caught up with when it does.
      yield* begin();
      for await (const step of followEvents(context, { types: ["message", "turn"], signal })) {
        if (step.kind === "event") yield* tell(step.event);
        else if (step.kind === "open") yield* open(isBack);
        else yield step;
        isBack ||= step.kind === "lost";
      }
    },
  };
}

/** Tells whether the daemon is away, and may come back. */
export function isUnreachable(error: unknown): boolean {
  return error instanceof WakehookError && error.code === "daemon_unreachable";
}

/** How the look of a message begins that waits for an answer. */
const OPEN = "?";

function lookOf({ card, text }: WireMessage): string {
  return `${card !== null && card.decided === null ? OPEN : "!"}${card?.decided ?? ""}\n${text}`;
}

function isIn({ chat, conversationId }: Room, message: WireMessage): boolean {
  if (message.chat !== chat) return false;
  return conversationId === null || message.conversation_id === conversationId;
}
