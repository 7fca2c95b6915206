// The buttons of a card: reactions of the bot below it, which its owner taps too, and which go when it is decided.

import type { ChannelMessage, ChannelResult } from "../../core/ports/channel-port.ts";
import type { Randomness } from "../../system/randomness.ts";
import { listOf, textOf, type AskMatrix } from "./matrix-api.ts";
import type { Rooms } from "./rooms.ts";
import { freshTxn, sendEvent } from "./send-event.ts";

interface ReactDeps {
  readonly ask: AskMatrix;
  readonly randomness: Pick<Randomness, "bytes">;
  readonly rooms: Pick<Rooms, "self">;
}

/** Adds those that are not there yet. */
export async function react(
  { ask }: ReactDeps,
  {
    message: { place, key },
    ref,
    keys,
    signal,
  }: {
    readonly message: ChannelMessage;
    readonly ref: string;
    readonly keys: readonly string[];
    readonly signal: AbortSignal;
  },
): Promise<ChannelResult> {
  for (const [at, reaction] of keys.entries()) {
    const content = {
      "m.relates_to": { rel_type: "m.annotation", event_id: ref, key: reaction },
    };
    const txn = `${key}.r${at}`;
    const answer = await sendEvent(ask, { place, type: "m.reaction", txn, content, signal });
    if (!answer.ok && answer.code !== "M_DUPLICATE_ANNOTATION") return answer.refusal;
  }
  return { ok: true };
}

/** Takes the bot's own away. */
export async function unreact(
  deps: ReactDeps,
  { room, ref, signal }: { room: string; ref: string; signal: AbortSignal },
): Promise<ChannelResult> {
  const self = await deps.rooms.self(signal);
  if (!self.ok) return self.refusal;
  const [roomPiece, refPiece] = [encodeURIComponent(room), encodeURIComponent(ref)];
  const path = `client/v1/rooms/${roomPiece}/relations/${refPiece}/m.annotation/m.reaction?limit=100`;
  const answer = await deps.ask({ method: "GET", path, signal });
  if (!answer.ok) return answer.refusal;
  const own = listOf(answer.body["chunk"]).filter((one) => textOf(one, "sender") === self.id);
  for (const reaction of own) {
    const id = textOf(reaction, "event_id") ?? "";
    const redaction = `client/v3/rooms/${roomPiece}/redact/${encodeURIComponent(id)}/${freshTxn(deps.randomness)}`;
    const taken = await deps.ask({ method: "PUT", path: redaction, body: {}, signal });
    if (!taken.ok && !taken.refusal.final) return taken.refusal;
  }
  return { ok: true };
}
