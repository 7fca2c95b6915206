// The routes about times in which nothing could be received, and what was missed meanwhile, as data.

import { REPAIR } from "../../core/wire/calls/gap-calls.ts";
import { limit } from "../../core/wire/query-fields.ts";
import type { AdminRoute } from "./route.ts";

/** Gaps and repairs. */
export const GAP_ROUTES = {
  listGaps: {
    method: "GET",
    path: "/api/v1/gaps",
    scope: "daemon:read",
    meaning: "when nothing could be received, and what was asked for since, newest first",
    query: { limit },
  },
  showRepair: {
    method: "GET",
    path: "/api/v1/repairs/:id",
    scope: "daemon:read",
    meaning: "one look for what a hook has missed, with its deliveries",
    query: { limit },
  },
  startRepair: {
    method: "POST",
    path: "/api/v1/repairs",
    scope: "deliveries:write",
    meaning:
      "asks a hook's sender for what it could not deliver and takes it in; goes on behind the answer",
    once: true,
    query: {},
    body: REPAIR,
  },
  previewRepair: {
    method: "POST",
    path: "/api/v1/repairs/preview",
    scope: "deliveries:write",
    meaning: "asks the same and takes nothing in",
    query: {},
    body: REPAIR,
  },
} as const satisfies Record<string, AdminRoute>;
