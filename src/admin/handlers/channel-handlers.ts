// The routes about chat platforms: how they do, a code to pair with, a test.

import type { ChannelView } from "../../core/ports/channels-port.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import { refusal, type Answers } from "../answer.ts";
import { readJsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

const MAX_BYTES = 1024;

/** The handlers of the routes about chat platforms. */
export function createChannelHandlers(
  { channels, clock }: Pick<AdminDeps, "channels" | "clock">,
  answers: Answers,
): Handlers<"listChannels" | "pairChannel" | "unpairChannel" | "testChannel" | "forgetChannel"> {
  return {
    listChannels() {
      return answers.json({ channels: channels.list().map(wireChannel) });
    },
    async pairChannel({ request, id }) {
      const read = await readJsonObject(clock, request, { fields: ["role"], maxBytes: MAX_BYTES });
      if (!read.ok) return read;
      const role = read.value["role"] ?? "owner";
      if (role !== "owner" && role !== "viewer")
        return refusal("usage", "role must be owner or viewer");
      // The names of topics are secrets, and what the owner has to type into a phone.
      return answers.shownOnce(snakeKeys(await channels.pair(id, role)));
    },
    async unpairChannel({ request, id }) {
      const bounds = { fields: ["sender"], maxBytes: MAX_BYTES };
      const read = await readJsonObject(clock, request, bounds);
      if (!read.ok) return read;
      const { sender } = read.value;
      if (typeof sender !== "string" || sender === "")
        return refusal("usage", "sender is missing", "see: wakehook channel list --json");
      return answers.json({ unpaired: channels.unpair(id, sender) });
    },
    async testChannel({ id }) {
      return answers.json(await channels.test(id));
    },
    forgetChannel({ id }) {
      channels.forget(id);
      return answers.json({ id, forgotten: true });
    },
  };
}

function wireChannel({ people, ...channel }: ChannelView) {
  return { ...channel, people: people.map((person) => snakeKeys(person)) };
}
