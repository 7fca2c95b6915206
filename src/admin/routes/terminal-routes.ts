// The routes of hook programs in agent sessions that are open in a terminal, as data.

import {
  TAKE_TERMINAL,
  TELL_TERMINAL,
  WAIT_TERMINAL,
} from "../../core/wire/calls/terminal-calls.ts";
import type { AdminRoute } from "./route.ts";

/** What they tell, what they wait for. */
export const TERMINAL_ROUTES = {
  listTerminals: {
    method: "GET",
    path: "/api/v1/terminals",
    scope: "terminals:read",
    meaning: "agent sessions that are open in a terminal and can be woken",
    query: {},
  },
  tellTerminal: {
    method: "POST",
    path: "/api/v1/terminals/:id/tell",
    scope: "terminals:write",
    meaning: "a hook program says what happens in its session; gives back whether one waits in it",
    query: {},
    body: TELL_TERMINAL,
    room: "words",
  },
  waitTerminal: {
    method: "POST",
    path: "/api/v1/terminals/:id/wait",
    scope: "terminals:write",
    meaning:
      "a hook program waits for a wake: text, leave (a younger one waits), or none after 25 s",
    query: {},
    body: WAIT_TERMINAL,
    room: "words",
  },
  takeTerminal: {
    method: "POST",
    path: "/api/v1/terminals/:id/take",
    scope: "terminals:write",
    meaning: "a hook program is about to hand a wake over; taken is false where it must not",
    query: {},
    body: TAKE_TERMINAL,
  },
} as const satisfies Record<string, AdminRoute>;
