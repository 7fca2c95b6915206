// The routes about tunnels, as data.

import type { AdminRoute } from "./route.ts";

/** How the connections outward do, and a try. */
export const TUNNEL_ROUTES = {
  listTunnels: {
    method: "GET",
    path: "/api/v1/tunnels",
    scope: "daemon:read",
    meaning:
      "every tunnel of config.json: how it does, what waits at its other end, how far that end's clock is ahead",
    query: {},
  },
  testTunnel: {
    method: "POST",
    path: "/api/v1/tunnels/:id/test",
    scope: "daemon:write",
    meaning: "connects at once where it is not connected, and asks the other end for a sign",
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
