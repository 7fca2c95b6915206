// What stands below and beside the words of a message.

import type { InlineKeyboardMarkup } from "node-telegram-bot-api/types";
import type { ChannelCard } from "../../core/ports/channel-port.ts";

/** No server of others is asked about addresses in a message. */
export const NO_PREVIEW = { link_preview_options: { is_disabled: true } } as const;

/** The buttons of a card below its message; none once it is decided. */
export function keyboardOf(card: ChannelCard | null): InlineKeyboardMarkup | undefined {
  if (card === null || card.decided !== null) return undefined;
  return {
    inline_keyboard: [
      card.buttons.map(({ verb, label }) => ({
        text: label,
        callback_data: `${verb}:${card.token}`,
      })),
    ],
  };
}
