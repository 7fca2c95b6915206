// The routes about config.json, as data.

import { CHANGE_CONFIG } from "../../core/wire/calls/config-calls.ts";
import type { AdminRoute } from "./route.ts";

/** Show and change. */
export const CONFIG_ROUTES = {
  showConfig: {
    method: "GET",
    path: "/api/v1/config",
    scope: "daemon:read",
    meaning: "config.json as it is in force, defaults among it; secrets are left out",
    query: {},
  },
  // It holds every switch that keeps agents and programs from running.
  changeConfig: {
    method: "POST",
    path: "/api/v1/config",
    scope: "owner",
    meaning:
      "changes settings of config.json; refused with what would be wrong, and nothing is changed",
    query: {},
    body: CHANGE_CONFIG,
    room: "words",
  },
} as const satisfies Record<string, AdminRoute>;
