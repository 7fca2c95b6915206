// Matrix: an account for the bot, and a room that it makes itself, without encryption. Everything goes by requests that
// the daemon makes; reactions stand for buttons.

import { createHash } from "node:crypto";
import type { Channel, ChannelAbilities } from "../../core/ports/channel-port.ts";
import type { Place } from "../../core/records/conversation.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { CreateChannel } from "../channels/channel-deps.ts";
import { createHealthNote } from "../wire/health-note.ts";
import { pause, type Kept } from "../wire/reconnecting.ts";
import { MOST_PARTS } from "./compose-parts.ts";
import { listen } from "./listen.ts";
import { createMatrixApi, textOf } from "./matrix-api.ts";
import { edit, post } from "./post.ts";
import { createRooms } from "./rooms.ts";
import { sendEvent } from "./send-event.ts";

const ABILITIES: ChannelAbilities = {
  buttons: "reaction",
  edits: true,
  files: true,
  threads: true,
  typing: true,
  // Homeservers allow few messages a second, and every change is one.
  editEveryMs: 3000,
  mostParts: MOST_PARTS,
};
const TYPING_MS = 10_000;
const ASK_MS = 20_000;

/** Makes the channel of an account. */
export const createMatrixChannel: CreateChannel<"matrix"> = (deps, target): Channel => {
  const { clock, inbound } = deps;
  const health = createHealthNote(deps);
  const ask = createMatrixApi(clock, target);
  const rooms = createRooms({ ask, inbound, target });
  const own = { ...deps, target, health, ask, rooms };
  const stopping = new AbortController();
  const { signal } = stopping;
  let kept: Kept | null = null;

  /** Only what is said after the first poll is heard. */
  async function listening(): Promise<void> {
    for (let waited = 0; inbound.recall("since") === null; waited += ASK_MS / 100) {
      const { detail } = health.current();
      if (waited >= ASK_MS || detail !== null || signal.aborted)
        throw new WakehookError("refused", `the homeserver is not heard: ${detail ?? "no answer"}`);
      await pause(clock, ASK_MS / 100, signal);
    }
  }

  async function openThread({ chat }: Place, name: string): Promise<string | null> {
    const txn = `t${createHash("sha256").update(`${chat}\n${name}`).digest("base64url").slice(0, 24)}`;
    const content = { msgtype: "m.notice", body: name, "m.mentions": {} };
    const answer = await sendEvent(ask, { place: { chat }, txn, content, signal });
    return answer.ok ? textOf(answer.body, "event_id") : null;
  }

  return {
    abilities: ABILITIES,
    start() {
      kept = listen(own);
    },
    async stop() {
      stopping.abort();
      await kept?.stop();
    },
    health: () => health.current(),
    send: (posting) => post(own, posting),
    edit: (posting) => edit(own, posting),
    async typing({ chat }) {
      const self = await rooms.self(signal);
      if (!self.ok) return;
      const path = `client/v3/rooms/${encodeURIComponent(chat)}/typing/${encodeURIComponent(self.id)}`;
      await ask({ method: "PUT", path, body: { typing: true, timeout: TYPING_MS }, signal });
    },
    openThread,
    async pairing(code) {
      await listening();
      const room = await rooms.open(signal);
      return {
        link: `https://matrix.to/#/${encodeURIComponent(room)}`,
        words: `In your Matrix app, accept the invitation to the room "wakehook" that ${target.owner} gets, and send ${code} there.`,
      };
    },
  };
};
