// Topics for hooks and entities: in groups that have them, and in the private chat where the bot has them on.

import type { Place } from "../../core/records/conversation.ts";
import type { Clock } from "../../system/clock.ts";
import type { Bot } from "./bot.ts";
import type { MovedChats } from "./moved-chats.ts";
import { resultOf } from "./results.ts";

/** Makes a topic; null: not in this chat. @throws where it could not be asked. */
export type OpenTopic = (place: Place, name: string) => Promise<string | null>;

const LONGEST_NAME = 128;
/** A chat that has no topics is not asked for one before every message. */
const ASK_AGAIN_MS = 600_000;
const OPEN_MS = 20_000;

/** Makes topics. */
export function createOpenTopic(deps: {
  readonly clock: Pick<Clock, "now">;
  readonly bot: Bot;
  readonly chats: MovedChats;
}): OpenTopic {
  const without = new Map<string, number>();
  return async ({ chat }, name) => {
    if (deps.clock.now() < (without.get(chat) ?? 0)) return null;
    const told = await deps.bot.call(
      { signal: new AbortController().signal, timeoutMs: OPEN_MS },
      (api, bounded) =>
        api.createForumTopic({ chat_id: deps.chats.now(chat), name: topicName(name) }, bounded),
    );
    if (told.ok) return String(told.result.message_thread_id);
    const { code } = told.fault;
    if (code !== 400 && code !== 403 && code !== 404) throw new Error(resultOf(told.fault).error);
    without.set(chat, deps.clock.now() + ASK_AGAIN_MS);
    return null;
  };
}

/** Telegram refuses a topic without a name. */
function topicName(name: string): string {
  const plain = name
    .toWellFormed()
    .replaceAll(/\p{Cc}/gu, " ")
    .trim();
  const units = plain.slice(0, LONGEST_NAME).toWellFormed().trim();
  return units === "" ? "wakehook" : units;
}
