// The routes about the program that makes the hook listener reachable from outside, as data.

import type { AdminRoute } from "./route.ts";

/** How it does, and another try. */
export const EXPOSE_ROUTES = {
  showExpose: {
    method: "GET",
    path: "/api/v1/expose",
    scope: "daemon:read",
    meaning:
      "the program that makes the hooks reachable from outside (wakehook expose): how it does, its address, what is in the way",
    query: {},
  },
  retryExpose: {
    method: "POST",
    path: "/api/v1/expose/retry",
    scope: "daemon:write",
    meaning: "tries at once what waits for its next try",
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
