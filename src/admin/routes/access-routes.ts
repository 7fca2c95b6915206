// The routes about who may call: named tokens, and the browser that is let into the dashboard. As data.

import { CREATE_TOKEN } from "../../core/wire/calls/access-calls.ts";
import type { AdminRoute } from "./route.ts";

/** The dashboard's door, and tokens. */
export const ACCESS_ROUTES = {
  linkDashboard: {
    method: "POST",
    path: "/api/v1/dashboard/link",
    scope: "owner",
    meaning: "a link that lets one browser into the dashboard, once, and until when it does",
    query: {},
  },
  whoami: {
    method: "GET",
    path: "/api/v1/whoami",
    scope: "any",
    meaning: "who calls: the owner or a named token; what it may do, until when",
    query: {},
  },
  listTokens: {
    method: "GET",
    path: "/api/v1/tokens",
    scope: "owner",
    meaning: "the named tokens: scopes, expiry, last use; never their text",
    query: {},
  },
  createToken: {
    method: "POST",
    path: "/api/v1/tokens",
    scope: "owner",
    meaning: "makes a named token; its text is in this answer and nowhere else",
    once: true,
    query: {},
    body: CREATE_TOKEN,
  },
  revokeToken: {
    method: "POST",
    path: "/api/v1/tokens/:id/revoke",
    scope: "owner",
    meaning: "ends a token, by its id or name",
    query: {},
  },
} as const satisfies Record<string, AdminRoute>;
