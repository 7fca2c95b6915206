// Discord: a bot. What leaves goes by its HTTP API; what comes in, over a connection that the daemon opens. Only direct
// messages with the bot are heard, which needs no privileged intent.

import type { Channel, ChannelAbilities } from "../../core/ports/channel-port.ts";
import type { CreateChannel } from "../channels/channel-deps.ts";
import { createHealthNote } from "../wire/health-note.ts";
import type { Kept } from "../wire/reconnecting.ts";
import { MOST_PARTS } from "./compose.ts";
import { askDiscord } from "./discord-api.ts";
import { listen } from "./listen.ts";
import { post, repost } from "./post.ts";

const ABILITIES: ChannelAbilities = {
  buttons: "native",
  edits: true,
  files: true,
  // Direct messages have none.
  threads: false,
  typing: true,
  editEveryMs: 3000,
  mostParts: MOST_PARTS,
};

/** Makes the channel of a bot. */
export const createDiscordChannel: CreateChannel<"discord"> = (deps, target): Channel => {
  const health = createHealthNote(deps);
  const own = { ...deps, target, health };
  const stopping = new AbortController();
  const { signal } = stopping;
  let botId = "";
  let kept: Kept | null = null;
  return {
    abilities: ABILITIES,
    start() {
      kept = listen({ ...own, onSelf: (id) => (botId = id) });
    },
    async stop() {
      stopping.abort();
      await kept?.stop();
    },
    health: () => health.current(),
    send: (posting) => post(own, posting),
    edit: (posting) => repost(own, posting),
    async typing({ chat }) {
      const path = `/channels/${encodeURIComponent(chat)}/typing`;
      await askDiscord(own, { method: "POST", path, signal });
    },
    async pairing(code) {
      const words = `Be in a server with the bot; in Discord, open its profile and send it ${code} as a direct message.`;
      return { link: botId === "" ? null : `https://discord.com/users/${botId}`, words };
    },
  };
};
