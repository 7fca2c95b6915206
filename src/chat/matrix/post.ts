// In: a message. Out: its events stand in the room, in their order, with the reactions that its owner may tap. Each has a
// number of ours: sent again, the homeserver gives back the event that is there already.

import type { ChannelResult, Posting } from "../../core/ports/channel-port.ts";
import type { Randomness } from "../../system/randomness.ts";
import { composeParts, keysOf } from "./compose-parts.ts";
import { changed, contentOf, relationOf } from "./event-content.ts";
import { textOf, type MatrixAnswer } from "./matrix-api.ts";
import { fileContent, filesOf, type FileDeps } from "./post-file.ts";
import { react, unreact } from "./reactions.ts";
import type { Rooms } from "./rooms.ts";
import { freshTxn, sendEvent } from "./send-event.ts";

/** What posting needs. */
export interface PostDeps extends FileDeps {
  readonly randomness: Pick<Randomness, "bytes">;
  readonly rooms: Pick<Rooms, "obstacle" | "self">;
}

/** Sends the events that are missing yet. */
export async function post(deps: PostDeps, posting: Posting): Promise<ChannelResult> {
  const { message, onPart, signal } = posting;
  const { place, key, card } = message;
  const obstacle = await deps.rooms.obstacle(place.chat, signal);
  // The rest of what was begun in a room that is lost now has no place any more.
  if (obstacle?.broken === true && posting.refs.length > 0)
    return { ok: false, error: obstacle.error, final: true };
  if (obstacle !== null) return obstacle;
  const { parts, isWhole } = composeParts(message);
  const refs = [...posting.refs];
  for (const one of [...parts, ...filesOf(message, isWhole)].slice(refs.length)) {
    const made =
      "html" in one
        ? ({ ok: true, content: contentOf(one, message) } as const)
        : await fileContent(deps, one, signal);
    if (!made.ok) return made.refusal;
    const relation = relationOf(place, refs.length === 0 ? message.replyTo : null);
    const content = { ...made.content, ...relation };
    const txn = `${key}.${refs.length}`;
    const sent = toSent(await sendEvent(deps.ask, { place, txn, content, signal }));
    if (!sent.ok) return sent;
    refs.push(sent.ref);
    onPart(sent.ref);
  }
  const ref = refs[parts.length - 1];
  if (card === null || card.decided !== null || ref === undefined) return { ok: true };
  return react(deps, { message, ref, keys: keysOf(card), signal });
}

/** Shows a message in the place of its events; what was decided takes the reactions away. */
export async function edit(deps: PostDeps, posting: Posting): Promise<ChannelResult> {
  const { message, signal } = posting;
  const { card, place } = message;
  const obstacle = await deps.rooms.obstacle(place.chat, signal);
  // Nobody looks there any more, and what is said elsewhere is not to wait for it.
  if (obstacle?.broken === true) return { ok: true };
  if (obstacle !== null) return obstacle;
  const { parts, isWhole } = composeParts(message);
  const words = posting.refs.slice(0, posting.refs.length - filesOf(message, isWhole).length);
  // Of a card nothing changes but what stands below it.
  const from = card === null ? 0 : Math.max(0, words.length - 1);
  for (const [at, ref] of words.entries()) {
    const part = parts[at];
    if (at < from || part === undefined) continue;
    const answer = await sendEvent(deps.ask, {
      place,
      txn: freshTxn(deps.randomness),
      content: changed(contentOf(part, message), ref),
      signal,
    });
    if (!answer.ok) return answer.refusal;
  }
  const last = words.at(-1);
  if (card === null || card.decided === null || last === undefined) return { ok: true };
  return unreact(deps, { room: place.chat, ref: last, signal });
}

function toSent(
  answer: MatrixAnswer,
): { readonly ok: true; readonly ref: string } | Extract<ChannelResult, { ok: false }> {
  if (!answer.ok) return answer.refusal;
  const ref = textOf(answer.body, "event_id");
  if (ref !== null) return { ok: true, ref };
  return { ok: false, error: "it gave the event no id: is this a homeserver?", final: false };
}
