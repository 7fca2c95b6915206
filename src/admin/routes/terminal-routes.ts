// The routes of hook programs in agent sessions that are open in a terminal, as data.

import type { AdminRoute } from "./route.ts";

const SESSION = {
  folder: "where the session was started",
  transcript: "the file that the agent writes down what is said in; may be missing",
  pid: "the agent's process",
  at: "when the hook program was started, epoch milliseconds: the last word counts",
} as const;

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
    body: {
      ...SESSION,
      kind: "busy (a turn begins), idle (it has ended) or end (the session has)",
      key: "with busy: the key of the wake that the turn begins with",
      prompt_id: "the agent's id of the turn; may be missing",
      reply: "with idle: the last words of the turn",
      fault: "with idle: why the turn failed",
    },
  },
  waitTerminal: {
    method: "POST",
    path: "/api/v1/terminals/:id/wait",
    scope: "terminals:write",
    meaning:
      "a hook program waits for a wake: text, leave (a younger one waits), or none after 25 s",
    query: {},
    body: {
      ...SESSION,
      waiter: "its own id",
      state: "idle or busy",
      state_at: "since when, epoch milliseconds",
    },
  },
  takeTerminal: {
    method: "POST",
    path: "/api/v1/terminals/:id/take",
    scope: "terminals:write",
    meaning: "a hook program is about to hand a wake over; taken is false where it must not",
    query: {},
    body: { waiter: "its own id", key: "the key that came with the text" },
  },
} as const satisfies Record<string, AdminRoute>;
