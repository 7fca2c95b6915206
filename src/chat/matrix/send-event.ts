// In: an event and a number of ours. Out: it stands in the room, once, however often it is sent with that number.

import type { Place } from "../../core/records/conversation.ts";
import type { Randomness } from "../../system/randomness.ts";
import type { Content } from "./event-content.ts";
import type { AskMatrix, MatrixAnswer } from "./matrix-api.ts";

/** Sends one event. */
export function sendEvent(
  ask: AskMatrix,
  {
    place,
    type = "m.room.message",
    txn,
    content,
    signal,
  }: {
    readonly place: Pick<Place, "chat">;
    readonly type?: string;
    readonly txn: string;
    readonly content: Content;
    readonly signal: AbortSignal;
  },
): Promise<MatrixAnswer> {
  const path = `client/v3/rooms/${encodeURIComponent(place.chat)}/send/${type}/${encodeURIComponent(txn)}`;
  return ask({ method: "PUT", path, body: content, signal });
}

/** For what is the same when it is done twice: no event has to be known again. */
export function freshTxn(randomness: Pick<Randomness, "bytes">): string {
  return `e${randomness.bytes(12).toString("base64url")}`;
}
