// The routes about chat platforms, as data.

import { PAIR_CHANNEL, UNPAIR_CHANNEL } from "../../core/wire/calls/channel-calls.ts";
import type { AdminRoute } from "./route.ts";

/** How the chats do, who is known in them. */
export const CHANNEL_ROUTES = {
  listChannels: {
    method: "GET",
    path: "/api/v1/channels",
    scope: "channels:read",
    meaning: "every chat of config.json: how it does, who is paired, how much waits for it",
    query: {},
  },
  pairChannel: {
    method: "POST",
    path: "/api/v1/channels/:id/pair",
    scope: "channels:write",
    meaning:
      "opens the window in which somebody becomes known: a code for the bot, a link where there are such, and until when",
    query: {},
    body: PAIR_CHANNEL,
  },
  unpairChannel: {
    method: "POST",
    path: "/api/v1/channels/:id/unpair",
    scope: "channels:write",
    meaning: "somebody is known no longer; unpaired is false where they were not",
    query: {},
    body: UNPAIR_CHANNEL,
  },
  testChannel: {
    method: "POST",
    path: "/api/v1/channels/:id/test",
    scope: "channels:write",
    meaning: "posts a message at once, and what waits behind it",
    query: {},
  },
  forgetChannel: {
    method: "POST",
    path: "/api/v1/channels/:id/forget",
    scope: "channels:write",
    meaning: "forgets who was paired with a target that is no longer in config.json",
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
