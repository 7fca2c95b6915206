// The routes about what holds deliveries back, as data.

import { PROVIDERS } from "../../core/settings/providers.ts";
import { END_PAUSE, PAUSE, RAISE_BUDGET } from "../../core/wire/calls/control-calls.ts";
import type { AdminRoute } from "./route.ts";

/** Budgets, pauses, providers. */
export const CONTROL_ROUTES = {
  showBudget: {
    method: "GET",
    path: "/api/v1/hooks/:id/budget",
    scope: "control:read",
    meaning: "what of a hook's budget is spent, and what the owner has added for today",
    query: {},
  },
  raiseBudget: {
    method: "POST",
    path: "/api/v1/hooks/:id/budget",
    scope: "control:write",
    meaning: "lets a hook do more today; without fields once more what its budget allows",
    once: true,
    query: {},
    body: RAISE_BUDGET,
  },
  listPauses: {
    method: "GET",
    path: "/api/v1/pauses",
    scope: "control:read",
    meaning: "what is paused, by the owner or by what wakehook has seen, each with its explanation",
    query: {},
  },
  pause: {
    method: "POST",
    path: "/api/v1/pauses",
    scope: "control:write",
    meaning: "pauses everything, a hook or a provider; what comes is held",
    query: {},
    body: PAUSE,
  },
  endPause: {
    method: "POST",
    path: "/api/v1/pauses/end",
    scope: "control:write",
    meaning: "ends a pause; what it held goes on",
    query: {},
    body: END_PAUSE,
  },
  listProviders: {
    method: "GET",
    path: "/api/v1/providers",
    scope: "daemon:read",
    meaning: `the agent programs (${Object.keys(PROVIDERS).join(", ")}): paused or not, why, since when, until when`,
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
