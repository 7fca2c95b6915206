// Telegram: a bot that asks for what was said, and posts; nothing of this machine is reachable from outside.

import type { Channel, ChannelAbilities } from "../../core/ports/channel-port.ts";
import type { Place } from "../../core/records/conversation.ts";
import type { CreateChannel } from "../channels/channel-deps.ts";
import { createHealthNote } from "../wire/health-note.ts";
import type { Kept } from "../wire/reconnecting.ts";
import { createBot, type Bot } from "./bot.ts";
import { edit } from "./edit.ts";
import { listen } from "./listen.ts";
import { createMovedChats, type MovedChats } from "./moved-chats.ts";
import { MOST_PARTS } from "./parts.ts";
import { post } from "./post.ts";
import { resultOf } from "./results.ts";
import { createOpenTopic } from "./topics.ts";

const ABILITIES: ChannelAbilities = {
  buttons: "native",
  edits: true,
  files: true,
  threads: true,
  typing: true,
  // Groups take twenty messages and changes a minute.
  editEveryMs: 3500,
  mostParts: MOST_PARTS,
};
const PULSE_MS = 5000;
const MEET_MS = 15_000;

/** Makes the channel of a bot. */
export const createTelegramChannel: CreateChannel<"telegram"> = (deps, target): Channel => {
  const bot = createBot(deps, target);
  const own = {
    ...deps,
    bot,
    chats: createMovedChats(deps.inbound),
    health: createHealthNote(deps),
  };
  let kept: Kept | null = null;
  return {
    abilities: ABILITIES,
    start() {
      kept = listen(own);
    },
    async stop() {
      await kept?.stop();
    },
    health: () => own.health.current(),
    send: (posting) => post(own, posting),
    edit: (posting) => edit(own, posting),
    typing: (place) => type(own, place),
    openThread: createOpenTopic(own),
    pairing: (code) => pairing(bot, code),
  };
};

/** Nobody misses a pulse that did not arrive. */
async function type(
  { bot, chats }: { readonly bot: Bot; readonly chats: MovedChats },
  { chat, thread }: Place,
): Promise<void> {
  const to = {
    chat_id: chats.now(chat),
    ...(thread === null ? {} : { message_thread_id: Number(thread) }),
  };
  const bounds = { signal: new AbortController().signal, timeoutMs: PULSE_MS };
  await bot.call(bounds, (api, bounded) =>
    api.sendChatAction({ ...to, action: "typing" }, bounded),
  );
}

async function pairing(bot: Bot, code: string): ReturnType<Channel["pairing"]> {
  const known = bot.name();
  const bounds = { signal: new AbortController().signal, timeoutMs: MEET_MS };
  const told = known === null ? await bot.meet(bounds) : ({ ok: true, result: known } as const);
  if (!told.ok)
    return {
      link: null,
      words: `The bot's name is not known: ${resultOf(told.fault).error}. Send the bot: /start ${code}`,
    };
  const name = told.result;
  return {
    link: `https://t.me/${name}?start=${code}`,
    words: `Open the link with your phone and tap Start; or send @${name} the words: /start ${code}`,
  };
}
