// What a refusal of Telegram means for a message that was to be posted, with what its owner can do.

import type { ChannelResult } from "../../core/ports/channel-port.ts";
import type { Fault } from "./ask.ts";

type Refused = Extract<ChannelResult, { ok: false }>;

/** Refusals that its owner must mend: nothing that waits is given up for them. */
const BROKEN: ReadonlyArray<readonly [RegExp, string]> = [
  [/blocked by the user/i, "unblock the bot in Telegram"],
  [/chat not found|can't initiate|PEER_ID_INVALID/i, "open the bot in Telegram and pair again"],
  [/kicked|not a member/i, "add the bot to the group again, or pair elsewhere"],
  [/deactivated|chat was deleted|chat was deactivated/i, "pair again from a chat that is there"],
  [
    /not enough rights|have no rights|CHAT_WRITE_FORBIDDEN|administrator rights|restricted/i,
    "give the bot the right to write in that group",
  ],
];
const THREAD_GONE =
  /thread not found|TOPIC_(?:DELETED|CLOSED|ID_INVALID)|topic (?:closed|deleted)/i;
/** The owner has removed it from the chat, or it stands there as it should. */
const EDIT_SETTLED =
  /message is not modified|message to edit not found|message can't be edited|MESSAGE_ID_INVALID/i;
const TOKEN_WORDS =
  "Telegram does not know the bot's token: copy it anew from @BotFather into the target";

/** What came of a call that was refused. */
export function resultOf({ code, words, retryAfterMs }: Fault): Refused {
  const error = code === null ? words : `Telegram answered ${code}: ${words}`;
  if (code === 401 || code === 404)
    return { ok: false, error: `${TOKEN_WORDS} (${code})`, final: false, broken: true };
  if (isThreadGone({ code, words })) return { ok: false, error, final: true, threadGone: true };
  const mend = BROKEN.find(([pattern]) => pattern.test(words))?.[1];
  if (code === 403 || (code === 400 && mend !== undefined))
    return {
      ok: false,
      error: mend === undefined ? error : `${error}: ${mend}`,
      final: false,
      broken: true,
    };
  const isFinal = code !== null && code >= 400 && code < 500 && code !== 409 && code !== 429;
  return {
    ok: false,
    error,
    final: isFinal,
    ...(retryAfterMs === null ? {} : { retryAfterMs }),
  };
}

/** Tells whether there is nothing to change any more. */
export function isEditSettled({ code, words }: Pick<Fault, "code" | "words">): boolean {
  return code === 400 && EDIT_SETTLED.test(words);
}

/** Tells whether only the topic of the place is no more. */
export function isThreadGone({ code, words }: Pick<Fault, "code" | "words">): boolean {
  return code === 400 && THREAD_GONE.test(words);
}

/** Tells whether Telegram refused how the words are marked, and not the words. */
export function isMarkupRefused({ code, words }: Pick<Fault, "code" | "words">): boolean {
  return code === 400 && /entit/i.test(words);
}
