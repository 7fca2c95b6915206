// ntfy: two topics with secret names, no account. What leaves is published in the one; taps and words come back by the
// other, over a connection that the daemon opens.

import type { Channel, ChannelAbilities } from "../../core/ports/channel-port.ts";
import type { CreateChannel } from "../channels/channel-deps.ts";
import { createHealthNote } from "../wire/health-note.ts";
import type { Kept } from "../wire/reconnecting.ts";
import { listen } from "./listen.ts";
import { base, MOST_PARTS, publish, republish } from "./publish.ts";

const ABILITIES: ChannelAbilities = {
  buttons: "native",
  edits: true,
  files: true,
  threads: false,
  typing: false,
  // Each change is a message of its own to the server, and public ones count them.
  editEveryMs: 60_000,
  mostParts: MOST_PARTS,
};

/** Makes the channel of a pair of topics. */
export const createNtfyChannel: CreateChannel<"ntfy"> = (deps, target): Channel => {
  const health = createHealthNote(deps);
  const own = { ...deps, target, health };
  let kept: Kept | null = null;
  return {
    abilities: ABILITIES,
    start() {
      if (target.replyTopic === undefined)
        health.become("send_only", "it has no reply_topic: nothing comes back");
      else kept = listen(own);
    },
    async stop() {
      await kept?.stop();
    },
    health: () => health.current(),
    send: (posting) => publish(own, posting),
    edit: (posting) => republish(own, posting),
    async pairing(code) {
      const words =
        target.replyTopic === undefined
          ? "Give the target a reply_topic first: by it your answers come back."
          : `In the ntfy app, subscribe to ${target.topic} at ${base(target)}; then publish ${code} in ${target.replyTopic}.`;
      return { link: `${base(target)}/${target.topic}`, words };
    },
  };
};
