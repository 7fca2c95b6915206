// One event of a room. In: JSON of the homeserver. Out: words, a reaction, or nothing that concerns anybody: edits,
// redacted events, what bots and the bot itself say.

import type { InboundText, Sender } from "../../core/ports/channel-port.ts";
import { recordOf, textOf } from "./matrix-api.ts";

/** What an event says. */
export type RoomEvent =
  | { readonly kind: "words"; readonly words: InboundText }
  | {
      readonly kind: "reaction";
      readonly id: string;
      readonly sender: Sender;
      /** The event that it stands below. */
      readonly ref: string;
      readonly key: string;
    }
  /** The room was encrypted. */
  | { readonly kind: "encrypted" };

/** Types that are asked for; all others stay at the homeserver. */
export const HEARD_TYPES = [
  "m.room.message",
  "m.reaction",
  "m.room.encryption",
  "m.room.encrypted",
];

const WORDS = new Set(["m.text", "m.emote"]);
/** What a person can send beside words: it is not fetched, but said. */
const UNREAD: Readonly<Record<string, string>> = {
  "m.image": "a picture",
  "m.audio": "a voice message",
  "m.video": "a video",
  "m.file": "a file",
  "m.location": "a location",
};

/** An event of a room; null: nothing to do. `self` is the bot. */
export function readEvent(event: unknown, room: string, self: string): RoomEvent | null {
  const [type, id, author] = ["type", "event_id", "sender"].map((key) => textOf(event, key));
  if (type === "m.room.encryption" || type === "m.room.encrypted") return { kind: "encrypted" };
  if (id === undefined || id === null || author === undefined || author === null) return null;
  if (author === self) return null;
  // What was redacted has no content left.
  const content = recordOf(recordOf(event)["content"]);
  const sender = { id: author, name: localPart(author) };
  const relation = recordOf(content["m.relates_to"]);
  if (type === "m.reaction") {
    const [ref, key] = [textOf(relation, "event_id"), textOf(relation, "key")];
    return ref === null || key === null ? null : { kind: "reaction", id, sender, ref, key };
  }
  const body = type === "m.room.message" ? bodyOf(content) : null;
  if (body === null) return null;
  // Words that were taken are not taken again because their writer mends a letter.
  if (textOf(relation, "rel_type") === "m.replace") return null;
  const replyTo = answered(relation);
  return {
    kind: "words",
    words: {
      id,
      sender,
      place: { chat: room, thread: threadOf(relation) },
      isDirect: true,
      text: replyTo === null ? body : withoutQuote(body),
      replyTo,
      ref: id,
    },
  };
}

/** What was said; null: nothing, or not by a person. */
function bodyOf(content: Readonly<Record<string, unknown>>): string | null {
  const [type, body, file] = ["msgtype", "body", "filename"].map((key) => textOf(content, key));
  if (WORDS.has(type ?? "")) return body ?? null;
  const unread = Object.hasOwn(UNREAD, type ?? "") ? UNREAD[type ?? ""] : undefined;
  if (unread === undefined) return null;
  const note = `[${unread}, which wakehook does not fetch]`;
  // Without a name of its own, the body is the file's name.
  return typeof file === "string" && file !== body ? `${body ?? ""}\n\n${note}` : note;
}

/** Display names can be anybody's; this part of an account's name is its own. */
function localPart(id: string): string {
  return /^@([^:]+):/.exec(id)?.[1] ?? id;
}

function threadOf(relation: Readonly<Record<string, unknown>>): string | null {
  return textOf(relation, "rel_type") === "m.thread" ? textOf(relation, "event_id") : null;
}

/** In a thread, apps that know none are told an answer that nobody meant. */
function answered(relation: Readonly<Record<string, unknown>>): string | null {
  if (threadOf(relation) !== null && relation["is_falling_back"] === true) return null;
  return textOf(relation["m.in_reply_to"], "event_id");
}

/** Older apps put what is answered before the answer. */
function withoutQuote(body: string): string {
  return body.startsWith("> <") ? body.replace(/^(?:>.*(?:\n|$))+\n?/, "") : body;
}
