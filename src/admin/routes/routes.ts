// Every route of the admin API as data: the router is built from it, and the reference printed.

import { CHANNEL_ROUTES } from "./channel-routes.ts";
import { CHAT_ROUTES } from "./chat-routes.ts";
import { ACCESS_ROUTES } from "./access-routes.ts";
import { ACK_ROUTES } from "./ack-routes.ts";
import { CONFIG_ROUTES } from "./config-routes.ts";
import { CONTROL_ROUTES } from "./control-routes.ts";
import { DOCTOR_ROUTES } from "./doctor-routes.ts";
import { EXPOSE_ROUTES } from "./expose-routes.ts";
import { GAP_ROUTES } from "./gap-routes.ts";
import { HOOK_ROUTES } from "./hook-routes.ts";
import { OUTBOX_ROUTES } from "./outbox-routes.ts";
import { DELIVERY_ROUTES } from "./delivery-routes.ts";
import { TERMINAL_ROUTES } from "./terminal-routes.ts";
import { TUNNEL_ROUTES } from "./tunnel-routes.ts";
import { namesOf, oneOf } from "../../core/wire/field.ts";
import { deliveryId, hookId, runId } from "../../core/wire/id-fields.ts";
import { eventTypes, flag, limit, status, whole } from "../../core/wire/query-fields.ts";
import type { AdminRoute } from "./route.ts";

/** The files of a run, as `?stream=` calls them, below `runs/<run id>/`. */
export const RUN_FILES = {
  stdout: "stdout.log",
  stderr: "stderr.log",
  result: "result.md",
  prompt: "prompt.md",
} as const;

/** A file of a run. */
export type RunStream = keyof typeof RUN_FILES;

/** All routes by name. */
export const ADMIN_ROUTES = {
  health: {
    method: "GET",
    path: "/health",
    scope: "open",
    meaning: "says that the listener answers",
    query: {},
  },
  openapi: {
    method: "GET",
    path: "/api/v1/openapi.json",
    scope: "any",
    meaning: "this API as an OpenAPI 3.1 document",
    query: {},
  },
  ...CONFIG_ROUTES,
  listSources: {
    method: "GET",
    path: "/api/v1/sources",
    scope: "daemon:read",
    meaning: "the senders that wakehook knows, and who makes their secret",
    query: {},
  },
  status: {
    method: "GET",
    path: "/api/v1/status",
    scope: "daemon:read",
    meaning: "how the daemon is: version, addresses, counts, problems of the settings",
    query: {},
  },
  stop: {
    method: "POST",
    path: "/api/v1/stop",
    scope: "daemon:write",
    meaning: "stops the daemon: running work ends within a grace, what waits is kept",
    query: {},
  },
  reload: {
    method: "POST",
    path: "/api/v1/reload",
    scope: "daemon:write",
    meaning: "reads the settings files at once; answers when what they say is in force",
    query: {},
  },
  ...DOCTOR_ROUTES,
  ...GAP_ROUTES,
  ...EXPOSE_ROUTES,
  ...HOOK_ROUTES,
  ...ACCESS_ROUTES,
  ...ACK_ROUTES,
  ...CONTROL_ROUTES,
  ...OUTBOX_ROUTES,
  ...DELIVERY_ROUTES,
  ...CHAT_ROUTES,
  ...CHANNEL_ROUTES,
  ...TUNNEL_ROUTES,
  ...TERMINAL_ROUTES,
  listRuns: {
    method: "GET",
    path: "/api/v1/runs",
    scope: "runs:read",
    meaning: "runs, newest first; next_before is the before of the next page",
    query: {
      hook_id: hookId("only those of this hook"),
      delivery_id: deliveryId("only those of this delivery"),
      state: oneOf("only those in this state", ["running", "done"]),
      status: status("only those with this status"),
      before: runId("only older ones than this run"),
      limit,
    },
  },
  showRun: {
    method: "GET",
    path: "/api/v1/runs/:id",
    scope: "runs:read",
    meaning: "one run",
    query: {},
  },
  runOutput: {
    method: "GET",
    path: "/api/v1/runs/:id/output",
    scope: "runs:read",
    meaning: "a file of a run as text, secrets masked; the header x-next-offset is the next offset",
    query: {
      stream: oneOf("which file; default stdout", namesOf(RUN_FILES)),
      offset: whole("the first byte", 0, Number.MAX_SAFE_INTEGER),
      follow: flag("1 goes on until the run has ended"),
    },
  },
  stopRun: {
    method: "POST",
    path: "/api/v1/runs/:id/stop",
    scope: "runs:write",
    meaning: "ends a running run as error:stopped",
    query: {},
  },
  watch: {
    method: "GET",
    path: "/api/v1/events",
    scope: "events:read",
    meaning: "server-sent events: what happens, as it happens; Last-Event-ID continues",
    query: {
      hook: hookId("only events of this hook"),
      types: eventTypes("only these types, separated by commas"),
    },
  },
} as const satisfies Record<string, AdminRoute>;

/** A route's name. */
export type RouteName = keyof typeof ADMIN_ROUTES;
