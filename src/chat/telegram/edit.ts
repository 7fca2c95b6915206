// In: a message that stands in a chat. Out: its last text shows it as it is now. An edit rings nowhere.

import type { ChannelResult, Posting } from "../../core/ports/channel-port.ts";
import { keyboardOf, NO_PREVIEW } from "./keyboard.ts";
import { messageIdOf } from "./message-ref.ts";
import { partsOf } from "./parts.ts";
import { markedOrPlain, type PostDeps } from "./post.ts";
import { isEditSettled, resultOf } from "./results.ts";

/** Changes the last part that stands there: what was decided is said in it, and the buttons go. */
export async function edit(
  { bot, chats }: PostDeps,
  { message, refs, signal }: Posting,
): Promise<ChannelResult> {
  const chat = chats.now(message.place.chat);
  const { parts } = partsOf(message);
  const at = Math.min(parts.length, refs.length) - 1;
  const part = parts[at];
  const messageId = messageIdOf(refs[at] ?? "", chat);
  if (part === undefined || messageId === null) return { ok: true };
  const keyboard = at === parts.length - 1 ? keyboardOf(message.card) : undefined;
  const told = await markedOrPlain(part, (words) =>
    bot.call({ signal }, (api, bounded) =>
      api.editMessageText(
        {
          chat_id: chat,
          message_id: messageId,
          ...words,
          ...NO_PREVIEW,
          ...(keyboard === undefined ? {} : { reply_markup: keyboard }),
        },
        bounded,
      ),
    ),
  );
  return told.ok || isEditSettled(told.fault) ? { ok: true } : resultOf(told.fault);
}
