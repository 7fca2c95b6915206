// In: an update of Telegram. Out: what somebody said or pressed in it; null for what is nobody's word.

import type { CallbackQuery, Message, Update, User } from "node-telegram-bot-api/types";
import type { InboundDecision, InboundText, Sender } from "../../core/ports/channel-port.ts";
import { refOf } from "./message-ref.ts";

/** What an update says. */
export type Said =
  | { readonly kind: "words"; readonly words: InboundText }
  | { readonly kind: "decision"; readonly decision: InboundDecision }
  | { readonly kind: "moved"; readonly from: string; readonly to: string };

/** What reading needs. */
export interface ReadDeps {
  /** The bot's own name. */
  readonly botName: string | null;
  /** What a chat was called when it was paired. */
  readonly paired: (chat: string) => string;
  /** The album of which a picture was read last. */
  readonly album: string | null;
}

/** What a person can send beside text: it is not fetched, but said. */
const UNREAD = {
  photo: "a photo",
  voice: "a voice message",
  video: "a video",
  video_note: "a video message",
  audio: "an audio file",
  document: "a file",
  sticker: "a sticker",
  location: "a location",
  contact: "a contact",
  poll: "a poll",
} as const satisfies { readonly [Field in keyof Message]?: string };

/** Reads an update. Of bots and of people without a name nothing is read. */
export function readUpdate(update: Update, deps: ReadDeps): Said | null {
  if ("message" in update) return readMessage(update.message, deps);
  return "callback_query" in update ? readPress(update.callback_query, deps) : null;
}

function readMessage(message: Message, deps: ReadDeps): Said | null {
  const { chat, from, sender_chat, migrate_to_chat_id } = message;
  if (migrate_to_chat_id !== undefined)
    return { kind: "moved", from: String(chat.id), to: String(migrate_to_chat_id) };
  // In the name of a group anybody of its administrators may speak.
  if (from === undefined || from.is_bot || sender_chat !== undefined) return null;
  // One album is one word, and not a turn for each picture.
  const { media_group_id: album, caption } = message;
  if (album !== undefined && album === deps.album && caption === undefined) return null;
  const text = wordsOf(message, deps.botName);
  if (text === null) return null;
  const place = placeOf(message, deps);
  const answered = message.reply_to_message?.message_id;
  // In a group that has moved the numbers begin anew.
  const ref = refOf(String(chat.id), message.message_id);
  const words: InboundText = {
    id: ref,
    sender: senderOf(from),
    place,
    isDirect: chat.type === "private",
    text,
    replyTo: answered === undefined ? null : refOf(String(chat.id), answered),
    ref,
  };
  return { kind: "words", words };
}

function readPress(query: CallbackQuery, deps: ReadDeps): Said | null {
  const { id, from, message, data } = query;
  if (from.is_bot || message === undefined || data === undefined) return null;
  const place = placeOf(message, deps);
  return { kind: "decision", decision: { id, sender: senderOf(from), place, data } };
}

/** Replies in ordinary groups carry the number of a thread that is no topic. */
function placeOf(
  message: Pick<Message, "chat" | "message_thread_id" | "is_topic_message">,
  { paired }: ReadDeps,
): InboundText["place"] {
  const { chat, is_topic_message, message_thread_id } = message;
  const isTopic = is_topic_message === true && message_thread_id !== undefined;
  return { chat: paired(String(chat.id)), thread: isTopic ? String(message_thread_id) : null };
}

function senderOf({ id, first_name, last_name, username }: User): Sender {
  const name = [first_name, last_name]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
  return { id: String(id), name: name === "" ? (username ?? String(id)) : name };
}

/** null: nobody said anything, or not to this bot. */
function wordsOf(message: Message, botName: string | null): string | null {
  const unread = Object.entries(UNREAD).find(([field]) => Object.hasOwn(message, field))?.[1];
  const typed = message.text ?? message.caption ?? "";
  if (typed === "" && unread === undefined) return null;
  const notes = unread === undefined ? [] : [`[${unread}, which wakehook does not fetch]`];
  if (message.forward_origin !== undefined)
    return ["Forwarded, not in my own words:", quoted([typed, ...notes].join("\n"))].join("\n\n");
  const toBot = addressed(typed, botName);
  return toBot === null ? null : [toBot, ...notes].filter((part) => part !== "").join("\n\n");
}

/** Without `@bot` behind a command or in front of words; null where the command is another bot's. */
function addressed(typed: string, botName: string | null): string | null {
  const own = (botName ?? "").toLowerCase();
  const [whole, command, called] = /^(\/\w{1,64})@(\w{3,64})(?!\w)/.exec(typed) ?? [];
  if (whole !== undefined)
    return called?.toLowerCase() === own ? `${command ?? ""}${typed.slice(whole.length)}` : null;
  const [mention, name] = /^@(\w{3,64})[\s,:]+/.exec(typed) ?? [];
  return mention !== undefined && name?.toLowerCase() === own ? typed.slice(mention.length) : typed;
}

/** What others wrote is neither a command nor a code. */
function quoted(text: string): string {
  return text
    .split("\n")
    .map((line) => `> ${line}`)
    .join("\n");
}
