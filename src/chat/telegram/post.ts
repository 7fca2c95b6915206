// In: a message. Out: it stands in the chat, part behind part, its files below; or why not yet. Telegram knows no key of
// ours: where its answer got lost, the part may stand there twice.

import type { MessageEntity, Message as Sent } from "node-telegram-bot-api/types";
import type { ChannelMessage, ChannelResult, Posting } from "../../core/ports/channel-port.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { Told } from "./ask.ts";
import type { Bot, CallBounds } from "./bot.ts";
import { documentsOf, type ReadDocument } from "./documents.ts";
import type { Rendered } from "./entities.ts";
import { keyboardOf, NO_PREVIEW } from "./keyboard.ts";
import { messageIdOf, refOf } from "./message-ref.ts";
import type { MovedChats } from "./moved-chats.ts";
import { partsOf } from "./parts.ts";
import { isMarkupRefused, isThreadGone, resultOf } from "./results.ts";

/** What posting needs. */
export interface PostDeps extends Pick<ChannelDeps, "home"> {
  readonly bot: Bot;
  readonly chats: MovedChats;
}

/** Where something is sent to. */
interface Address {
  readonly chat_id: string;
  readonly message_thread_id?: number;
}

type Send = (to: Address) => Promise<Told<Sent>>;

/** An upload takes longer than words. */
const UPLOAD_MS = 180_000;

/** Posts the parts that are missing yet. */
export async function post(deps: PostDeps, posting: Posting): Promise<ChannelResult> {
  const { message, refs, onPart, signal } = posting;
  const { parts, isWhole } = partsOf(message);
  const documents = await documentsOf(deps.home, message, isWhole);
  const sends: Send[] = [
    ...parts.map((part, at): Send => {
      const more = { message, isFirst: at === 0, isLast: at === parts.length - 1, signal };
      return (to) => sendPart(deps, to, { part, ...more });
    }),
    ...documents.map(
      (read): Send =>
        (to) =>
          sendDocument(deps, to, { read, signal }),
    ),
  ];
  for (const [at, send] of sends.entries()) {
    if (at < refs.length) continue;
    const told = await sendTo(deps, message.place, { send, isBegun: at > 0 });
    if (!told.ok) return resultOf(told.fault);
    onPart(refOf(deps.chats.now(message.place.chat), told.result.message_id));
  }
  return { ok: true };
}

/** Follows a group that has moved; what has begun in a topic that is gone ends in the chat itself. */
async function sendTo(
  { chats }: PostDeps,
  { chat, thread }: ChannelMessage["place"],
  { send, isBegun }: { readonly send: Send; readonly isBegun: boolean },
): Promise<Told<Sent>> {
  const inThread = thread === null ? {} : { message_thread_id: Number(thread) };
  let told = await send({ chat_id: chats.now(chat), ...inThread });
  if (!told.ok && told.fault.movedTo !== null) {
    chats.note(chat, told.fault.movedTo);
    told = await send({ chat_id: chats.now(chat), ...inThread });
  }
  if (!told.ok && isBegun && thread !== null && isThreadGone(told.fault))
    told = await send({ chat_id: chats.now(chat) });
  return told;
}

interface PartToSend {
  readonly part: Rendered;
  readonly message: ChannelMessage;
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly signal: AbortSignal;
}

/** Only the first part rings. */
async function sendPart(
  { bot, chats }: PostDeps,
  to: Address,
  { part, message, isFirst, isLast, signal }: PartToSend,
): Promise<Told<Sent>> {
  const { card, silent, replyTo, place } = message;
  const answered = isFirst && replyTo !== null ? messageIdOf(replyTo, chats.now(place.chat)) : null;
  const keyboard = isLast ? keyboardOf(card) : undefined;
  return markedOrPlain(part, (words) =>
    bot.call({ signal }, (api, bounded) =>
      api.sendMessage(
        {
          ...to,
          ...words,
          ...NO_PREVIEW,
          disable_notification: silent || !isFirst,
          ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
          ...(answered === null
            ? {}
            : { reply_parameters: { message_id: answered, allow_sending_without_reply: true } }),
        },
        bounded,
      ),
    ),
  );
}

/** Words as `sendMessage` and `editMessageText` take them. */
export interface TextParams {
  readonly text: string;
  readonly entities?: MessageEntity[];
}

/** Where Telegram takes the marks for wrong, the words go without them. */
export async function markedOrPlain<Result>(
  { text, entities }: Rendered,
  send: (words: TextParams) => Promise<Told<Result>>,
): Promise<Told<Result>> {
  if (entities.length === 0) return send({ text });
  const told = await send({ text, entities: [...entities] });
  return !told.ok && isMarkupRefused(told.fault) ? send({ text }) : told;
}

async function sendDocument(
  { bot }: PostDeps,
  to: Address,
  { read, signal }: { readonly read: ReadDocument } & CallBounds,
): Promise<Told<Sent>> {
  const document = await read();
  const silent = { disable_notification: true };
  if (document.kind === "words")
    return bot.call({ signal }, (api, bounded) =>
      api.sendMessage({ ...to, ...silent, ...NO_PREVIEW, text: document.words }, bounded),
    );
  return bot.call({ signal, timeoutMs: UPLOAD_MS }, (api, bounded) =>
    api.sendDocument(
      { ...to, ...silent, document: document.file, disable_content_type_detection: true },
      bounded,
    ),
  );
}
