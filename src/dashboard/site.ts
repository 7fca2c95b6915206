// What the routes of the dashboard share.

import type { Hono } from "hono";
import type { Api } from "./api.ts";
import type { Changes } from "./changes.ts";
import type { DashboardDeps } from "./deps.ts";
import type { Form } from "./form.ts";
import type { RefusedLog } from "./refused-log.ts";
import type { Session, Sessions } from "./sessions.ts";
import type { View } from "./view.ts";

/** The parts of one dashboard. */
export interface Site {
  readonly deps: DashboardDeps;
  readonly api: Api;
  readonly sessions: Sessions;
  readonly refused: RefusedLog;
  readonly changes: Changes;
}

/** What a route knows beside its request. */
export interface RouteVariables {
  readonly session: Session;
  /** The fields of a POST, whose token was checked. */
  readonly form: Form;
}

/** The router. Its handlers run only for a session. */
export type Router = Hono<{ Variables: RouteVariables }>;

/** What a page knows; what the last act came to is told with it, once. */
export function viewOf({ deps }: Pick<Site, "deps">, session: Session): View {
  const { notice, csrf } = session;
  session.notice = null;
  return { ...timesOf(deps), csrf, notice, version: deps.version };
}

/** Now, in the owner's zone. */
export function timesOf({ clock, settings, timezone }: DashboardDeps) {
  return { now: clock.now(), timezone: settings().config.timezone ?? timezone };
}
