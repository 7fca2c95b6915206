// In: a message. Out: its events stand in the room, in their order, with the reactions that its owner may tap. Each has a
// number of ours: sent again, the homeserver gives back the event that is there already.

import type { ChannelMessage, ChannelResult, Posting } from "../../core/channel-port.ts";
import type { Place } from "../../core/conversation.ts";
import type { Randomness } from "../../system/randomness.ts";
import { composeParts, keysOf, type Part } from "./compose-parts.ts";
import { listOf, textOf, type AskMatrix, type MatrixAnswer } from "./matrix-api.ts";
import { fileContent, filesOf, type FileDeps } from "./post-file.ts";
import type { Rooms } from "./rooms.ts";

/** What posting needs. */
export interface PostDeps extends FileDeps {
  readonly randomness: Pick<Randomness, "bytes">;
  readonly rooms: Pick<Rooms, "obstacle" | "self">;
}

type Content = Readonly<Record<string, unknown>>;

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
  const sendPart = async (content: Content): Promise<ChannelResult> => {
    const answer = await sendEvent(deps.ask, {
      place,
      txn: `${key}.${refs.length}`,
      content,
      signal,
    });
    const sent = toSent(answer);
    if (!sent.ok) return sent;
    refs.push(sent.ref);
    onPart(sent.ref);
    return sent;
  };
  for (const [at, part] of parts.entries()) {
    if (at < refs.length) continue;
    const relation = relationOf(place, at === 0 ? message.replyTo : null);
    const result = await sendPart({ ...contentOf(part, message), ...relation });
    if (!result.ok) return result;
  }
  for (const [at, file] of filesOf(message, isWhole).entries()) {
    if (parts.length + at < refs.length) continue;
    const made = await fileContent(deps, file, signal);
    if (!made.ok) return made.refusal;
    const result = await sendPart({ ...made.content, ...relationOf(place, null) });
    if (!result.ok) return result;
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
      txn: freshTxn(deps),
      content: changed(contentOf(part, message), ref),
      signal,
    });
    if (!answer.ok) return answer.refusal;
  }
  const last = words.at(-1);
  if (card === null || card.decided === null || last === undefined) return { ok: true };
  return unreact(deps, { room: place.chat, ref: last, signal });
}

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

/** Words of ours that answer an event, without a sound. */
export function noticeContent(words: string, place: Place, replyTo: string): Content {
  const { parts } = composeParts({ text: words, card: null });
  const [part = { body: words, html: "" }] = parts;
  return { ...contentOf(part, { silent: true }), ...relationOf(place, replyTo) };
}

function contentOf({ body, html }: Part, { silent }: Pick<ChannelMessage, "silent">): Content {
  return {
    // No phone rings for a notice.
    msgtype: silent ? "m.notice" : "m.text",
    body,
    format: "org.matrix.custom.html",
    formatted_body: html,
    // Nobody is called, whatever stands in the text.
    "m.mentions": {},
  };
}

/** As of an event in the place of another. */
function changed(content: Content, ref: string): Content {
  return {
    ...content,
    body: `* ${String(content["body"])}`,
    "m.new_content": content,
    "m.relates_to": { rel_type: "m.replace", event_id: ref },
  };
}

/** The thread that an event stands in, and what it answers. */
function relationOf({ thread }: Place, replyTo: string | null): Content {
  const inReply = (ref: string) => ({ "m.in_reply_to": { event_id: ref } });
  if (thread === null) return replyTo === null ? {} : { "m.relates_to": inReply(replyTo) };
  const inThread = { rel_type: "m.thread", event_id: thread, is_falling_back: replyTo === null };
  return { "m.relates_to": { ...inThread, ...inReply(replyTo ?? thread) } };
}

function toSent(
  answer: MatrixAnswer,
): { readonly ok: true; readonly ref: string } | Extract<ChannelResult, { ok: false }> {
  if (!answer.ok) return answer.refusal;
  const ref = textOf(answer.body, "event_id");
  if (ref !== null) return { ok: true, ref };
  return { ok: false, error: "it gave the event no id: is this a homeserver?", final: false };
}

async function react(
  { ask }: PostDeps,
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

async function unreact(
  deps: PostDeps,
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
    const redaction = `client/v3/rooms/${roomPiece}/redact/${encodeURIComponent(id)}/${freshTxn(deps)}`;
    const taken = await deps.ask({ method: "PUT", path: redaction, body: {}, signal });
    if (!taken.ok && !taken.refusal.final) return taken.refusal;
  }
  return { ok: true };
}

/** Done twice, it is the same: no event has to be known again. */
function freshTxn({ randomness }: Pick<PostDeps, "randomness">): string {
  return `e${randomness.bytes(12).toString("base64url")}`;
}
