// Telegram as the contract suite needs it: people who write and press, and what they see.

import { createTelegramChannel } from "../../../src/chat/telegram/telegram-channel.ts";
import type { Platform } from "../contract/platform.ts";
import { FACTOR } from "../hub/hub-bench.ts";
import { startBotApi, TOKEN, type BotApi } from "./bot-api.ts";

export const OWNER = "5001";
export const STRANGER = "6002";
const NAMES: Readonly<Record<string, string>> = { [OWNER]: "Ann", [STRANGER]: "Mallory" };

/** Starts one; each person has a private chat with the bot. */
export async function telegramPlatform(factor = FACTOR): Promise<Platform & { api: BotApi }> {
  const api = await startBotApi(factor);
  api.state.open.add(OWNER);
  let last: object | null = null;
  let presses = 0;

  function tell(what: object): void {
    last = { update_id: api.state.nextUpdate, ...what };
    api.tell(what);
  }

  return {
    api,
    kind: "telegram",
    entry: { token: TOKEN, api_url: api.url },
    create: createTelegramChannel,
    people: { owner: OWNER, stranger: STRANGER },
    ownerChat: OWNER,
    write({ sender, text, replyTo, thread = null }) {
      const id = api.state.nextMessage;
      api.state.nextMessage += 1;
      const replied = Number(replyTo?.split(":")[1]);
      tell({
        message: {
          ...about(sender, id),
          text,
          ...(replyTo === undefined ? {} : { reply_to_message: about(sender, replied) }),
          ...(thread === null ? {} : { message_thread_id: Number(thread), is_topic_message: true }),
        },
      });
      return `${sender}:${id}`;
    },
    press(sender, ref, label) {
      const id = Number(ref.split(":")[1]);
      const data = api.posted
        .find((one) => one.id === id)
        ?.keyboard.find(({ text }) => text === label)?.callback_data;
      presses += 1;
      const query = `query-${presses}`;
      return new Promise((resolve) => {
        api.presses.set(query, (words) => {
          if (sender === STRANGER) api.complaints.push("a stranger was answered");
          resolve(words);
        });
        const from = about(sender, id).from;
        tell({
          callback_query: { id: query, from, message: about(OWNER, id), chat_instance: "1", data },
        });
      });
    },
    shown: () =>
      api.posted
        .filter(({ chat }) => chat === OWNER)
        .map(({ id, text, keyboard, replyTo, thread, silent, file }) => ({
          ref: `${OWNER}:${id}`,
          text,
          buttons: keyboard.map((button) => button.text),
          replyTo: replyTo === null ? null : `${OWNER}:${replyTo}`,
          thread,
          silent,
          files: file === null ? [] : [file],
        })),
    typed: () => api.calls.filter(({ method }) => method === "sendChatAction").length,
    complaints: () => api.complaints,
    faults: {
      tooMany: (times, retryAfterMs) =>
        void Object.assign(api.state, { tooMany: times, retryAfterMs }),
      downAfter: (left) => void (api.state.left = left),
      down() {
        api.state.down = true;
        api.drop();
      },
      well: () =>
        void Object.assign(api.state, { down: false, revoked: false, tooMany: 0, left: Infinity }),
      drop: () => api.drop(),
      revoke: () => void (api.state.revoked = true),
      repeat() {
        if (last === null) return;
        api.state.again.push(last as { update_id: number });
        api.give();
      },
    },
    close: () => api.close(),
  };
}

/** What every message of a person has. */
export function about(sender: string, id: number) {
  const first_name = NAMES[sender] ?? "Somebody";
  return {
    message_id: id,
    date: 1,
    chat: { id: Number(sender), type: "private", first_name },
    from: { id: Number(sender), is_bot: false, first_name },
  };
}
