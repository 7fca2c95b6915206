// The route by which a bot says how far a handover got. Its one-time token is the only credential that it needs.

import { ACKNOWLEDGE } from "../../core/wire/calls/ack-calls.ts";
import type { AdminRoute } from "./route.ts";

/** Words of bots. */
export const ACK_ROUTES = {
  acknowledge: {
    method: "POST",
    path: "/api/v1/acks/:id",
    scope: "open",
    meaning:
      "a woken bot says how far it got, by the one-time token of the handover (no admin token is asked for); once its run has ended, it is refused",
    query: {},
    body: ACKNOWLEDGE,
    room: "words",
  },
} as const satisfies Record<string, AdminRoute>;
