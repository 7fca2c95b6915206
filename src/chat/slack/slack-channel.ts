// Slack: an app in Socket Mode. What leaves goes by its Web API; what comes in, over a connection that the daemon opens.
// Only direct messages with the app are heard.

import type { Channel, ChannelAbilities } from "../../core/ports/channel-port.ts";
import type { CreateChannel } from "../channels/channel-deps.ts";
import { createHealthNote } from "../wire/health-note.ts";
import type { Kept } from "../wire/reconnecting.ts";
import { MOST_PARTS } from "./compose.ts";
import { listen } from "./listen.ts";
import { openThread } from "./open-thread.ts";
import { createSlackPoster } from "./post.ts";

const ABILITIES: ChannelAbilities = {
  buttons: "native",
  edits: true,
  files: true,
  threads: true,
  typing: false,
  // Fifty a minute for all chats together.
  editEveryMs: 3000,
  mostParts: MOST_PARTS,
};

/** Makes the channel of an app. */
export const createSlackChannel: CreateChannel<"slack"> = (deps, target): Channel => {
  const health = createHealthNote(deps);
  const own = { ...deps, target, health, names: new Map<string, string>() };
  const self = { team: "", app: "" };
  const stopping = new AbortController();
  const poster = createSlackPoster(own);
  let kept: Kept | null = null;
  return {
    abilities: ABILITIES,
    start() {
      kept = listen({ ...own, onSelf: (known) => Object.assign(self, known) });
    },
    async stop() {
      stopping.abort();
      await kept?.stop();
    },
    health: () => health.current(),
    send: (posting) => poster.send(posting),
    edit: (posting) => poster.edit(posting),
    openThread: (place, name) => openThread(own, { place, name, signal: stopping.signal }),
    async pairing(code) {
      const words = `In Slack, open a direct message with the app and send it ${code}.`;
      return { link: linkOf(self), words };
    },
  };
};

function linkOf({ team, app }: { readonly team: string; readonly app: string }): string | null {
  return team === "" || app === ""
    ? null
    : `https://slack.com/app_redirect?team=${team}&app=${app}`;
}
