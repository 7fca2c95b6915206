// The routes about chat platforms: how they do, a code to pair with, a test.

import type { ChannelView } from "../../core/ports/channels-port.ts";
import { snakeKeys } from "../../core/wire/wire-keys.ts";
import type { Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";

/** The handlers of the routes about chat platforms. */
export function createChannelHandlers(
  { channels }: Pick<AdminDeps, "channels">,
  answers: Answers,
): Handlers<"listChannels" | "pairChannel" | "unpairChannel" | "testChannel" | "forgetChannel"> {
  return {
    listChannels() {
      return answers.json({ channels: channels.list().map(wireChannel) });
    },
    async pairChannel({ body: { role = "owner" }, id }) {
      // The names of topics are secrets, and what the owner has to type into a phone.
      return answers.shownOnce(snakeKeys(await channels.pair(id, role)));
    },
    unpairChannel({ body: { sender }, id }) {
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
