// Every chat platform. Only what the owner uses is loaded: a library of a platform costs nobody else anything.

import type { ChannelTable } from "./channel-deps.ts";

/** How each platform is loaded. */
export const CHANNELS: ChannelTable = {
  matrix: async () => (await import("../matrix/matrix-channel.ts")).createMatrixChannel,
  ntfy: async () => (await import("../ntfy/ntfy-channel.ts")).createNtfyChannel,
  slack: async () => (await import("../slack/slack-channel.ts")).createSlackChannel,
  discord: async () => (await import("../discord/discord-channel.ts")).createDiscordChannel,
  telegram: async () => (await import("../telegram/telegram-channel.ts")).createTelegramChannel,
};
