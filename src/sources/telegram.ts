// Telegram bots, as a sender of updates. https://core.telegram.org/bots/api#setwebhook

import { jsonSender } from "./json-sender.ts";

/** Updates of a bot. The token is sent as it is, so only TLS protects the body. */
export const telegram = jsonSender({
  name: "telegram",
  title: "Telegram bot updates",
  verifier: {
    kind: "static",
    signature: [{ header: "x-telegram-bot-api-secret-token" }],
    key: "utf8",
    credential: "plain",
  },
  // An update has no type of its own: which of its fields is there says what it is.
  event: [],
  deliveryId: [{ json: "update_id" }],
  entity: ["{{message.chat.id}}", "{{edited_message.chat.id}}", "{{channel_post.chat.id}}"],
  names: { text: "message.text", sender_login: "message.from.username" },
  setup: [
    "Call the bot's setWebhook (the secret may hold A-Z a-z 0-9 _ - only):",
    "  curl 'https://api.telegram.org/botTOKEN/setWebhook' -d url={url} -d secret_token={secret}",
  ],
});
