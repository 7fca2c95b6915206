// A group that becomes a supergroup gets another number. Everywhere else it keeps the one it was paired by.

import type { ChannelInbound } from "../../core/ports/channel-port.ts";

/** Knows the numbers of chats. */
export interface MovedChats {
  /** What Telegram calls a chat now. */
  now(chat: string): string;
  /** What it was called when it was paired. */
  paired(chat: string): string;
  /** It is called otherwise from here on. */
  note(chat: string, now: string): void;
}

/** Remembers over restarts. */
export function createMovedChats(inbound: Pick<ChannelInbound, "recall" | "remember">): MovedChats {
  const paired = (chat: string): string => inbound.recall(`moved-from:${chat}`) ?? chat;
  return {
    now: (chat) => inbound.recall(`moved:${chat}`) ?? chat,
    paired,
    note(chat, now) {
      const first = paired(chat);
      inbound.remember(`moved:${first}`, now);
      inbound.remember(`moved-from:${now}`, first);
    },
  };
}
