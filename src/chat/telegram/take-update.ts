// In: an update. Out: what it says is on disk. Whoever is not known gets no answer, and is not told that a button was
// pressed.

import type { Update } from "node-telegram-bot-api/types";
import { toError } from "../../core/records/errors.ts";
import type { ChannelDeps } from "../channels/channel-deps.ts";
import type { Bot } from "./bot.ts";
import type { MovedChats } from "./moved-chats.ts";
import { readUpdate } from "./read-update.ts";

/** What taking needs. */
export interface TakeDeps extends Pick<ChannelDeps, "inbound" | "log"> {
  readonly bot: Bot;
  readonly chats: MovedChats;
}

/** Takes one update. @throws what keeps it from being taken: it is to come again. */
export type TakeUpdate = (update: Update, signal: AbortSignal) => Promise<void>;

/** After so many tries an update is passed over: nothing behind it would ever be heard. */
const MOST_TRIES = 3;
const ANSWER_MS = 10_000;
/** Telegram takes no more in what it shows above the chat. */
const LONGEST_ANSWER = 200;

/** Takes updates; one that breaks the program again and again is passed over, and told. */
export function createTakeUpdate(deps: TakeDeps): TakeUpdate {
  let broken = { id: -1, tries: 0 };
  let album: string | null = null;
  return async (update, signal) => {
    try {
      await take(deps, { update, album }, signal);
      if ("message" in update) album = update.message.media_group_id ?? null;
    } catch (thrown) {
      const error = toError(thrown);
      if ((error as NodeJS.ErrnoException).code === "storage_unavailable") throw error;
      const { update_id: id } = update;
      broken = { id, tries: broken.id === id ? broken.tries + 1 : 1 };
      if (broken.tries < MOST_TRIES) throw error;
      deps.log.error("an update of Telegram could not be taken, and is passed over", {
        update: id,
        error: error.message,
      });
    }
  };
}

async function take(
  { bot, chats, inbound }: TakeDeps,
  { update, album }: { readonly update: Update; readonly album: string | null },
  signal: AbortSignal,
): Promise<void> {
  const paired = (chat: string): string => chats.paired(chat);
  const said = readUpdate(update, { botName: bot.name(), paired, album });
  if (said === null) return;
  if (said.kind === "words") return inbound.text(said.words);
  if (said.kind === "moved") return chats.note(said.from, said.to);
  const { decision } = said;
  const words = await inbound.decision(decision);
  // Best effort: the message itself says what was decided. Telegram forgets a press within seconds.
  if (words !== "")
    await bot.call({ signal, timeoutMs: ANSWER_MS }, (api, bounded) =>
      api.answerCallbackQuery(
        { callback_query_id: decision.id, text: words.slice(0, LONGEST_ANSWER).toWellFormed() },
        bounded,
      ),
    );
}
