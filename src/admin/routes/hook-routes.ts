// The routes about hooks, as data.

import {
  CHANGE_HOOK,
  CREATE_HOOK,
  DRY_RUN_HOOK,
  PAIR_HOOK,
  ROTATE_HOOK,
  SEND_TEST,
} from "../../core/wire/calls/hook-calls.ts";
import type { AdminRoute } from "./route.ts";

/** Show, add, change, try. */
export const HOOK_ROUTES = {
  listHooks: {
    method: "GET",
    path: "/api/v1/hooks",
    scope: "hooks:read",
    meaning: "every hook with its state, problems, history and the fingerprints of its secrets",
    query: {},
  },
  createHook: {
    method: "POST",
    path: "/api/v1/hooks",
    scope: "hooks:write",
    meaning:
      "adds a hook to webhooks.json; new_secret is in this answer and nowhere else, null where one was given or the sender makes it",
    once: true,
    query: {},
    body: CREATE_HOOK,
    room: "words",
  },
  showHook: {
    method: "GET",
    path: "/api/v1/hooks/:id",
    scope: "hooks:read",
    meaning: "one hook or route, and entry: what is written; secrets as fingerprints",
    query: {},
  },
  changeHook: {
    method: "POST",
    path: "/api/v1/hooks/:id",
    scope: "hooks:write",
    meaning: "changes fields of a hook; refused with what would be wrong, and nothing is changed",
    query: {},
    body: CHANGE_HOOK,
    room: "words",
  },
  enableHook: {
    method: "POST",
    path: "/api/v1/hooks/:id/enable",
    scope: "hooks:write",
    meaning: "switches a hook on; what waited while it was off runs now",
    query: {},
  },
  disableHook: {
    method: "POST",
    path: "/api/v1/hooks/:id/disable",
    scope: "hooks:write",
    meaning: "switches a hook off; new requests are refused, what waits is held",
    query: {},
  },
  removeHook: {
    method: "POST",
    path: "/api/v1/hooks/:id/remove",
    scope: "hooks:write",
    meaning: "removes a hook or a route; its past stays on record",
    query: {},
  },
  rotateHook: {
    method: "POST",
    path: "/api/v1/hooks/:id/rotate",
    scope: "hooks:write",
    meaning: "gives a hook a new secret; new_secret is in this answer and nowhere else",
    once: true,
    query: {},
    body: ROTATE_HOOK,
  },
  dryRunHook: {
    method: "POST",
    path: "/api/v1/hooks/:id/dry-run",
    scope: "hooks:write",
    meaning:
      "what an edited hook would do with its recorded deliveries: run, hold, end, and how their prompts differ; starts nothing, writes nothing",
    query: {},
    body: DRY_RUN_HOOK,
    room: "words",
  },
  sendTest: {
    method: "POST",
    path: "/api/v1/hooks/:id/send",
    scope: "hooks:test",
    meaning:
      "sends a test event through the hook's chain; gives back the chain's status and answer",
    once: true,
    query: {},
    body: SEND_TEST,
    room: "delivery",
  },
  pairHook: {
    method: "POST",
    path: "/api/v1/hooks/:id/pair",
    scope: "hooks:write",
    meaning: "awaits the secret that the hook's sender hands over; gives back until when",
    query: {},
    body: PAIR_HOOK,
  },
} as const satisfies Record<string, AdminRoute>;
