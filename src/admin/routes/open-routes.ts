// Which requests need no credential: those of routes whose row says so.

import type { AdminRoute } from "./route.ts";
import { ADMIN_ROUTES } from "./routes.ts";

const OPEN = Object.values<AdminRoute>(ADMIN_ROUTES)
  .filter(({ scope }) => scope === "open")
  .map(({ method, path }) => ({
    method,
    path: new RegExp(`^${path.replaceAll(":id", "[^/]+")}$`),
  }));

/** Tells whether a request is for an open route; /health with any method, so that it answers 405 by itself. */
export function isOpenRoute({ method, url }: Pick<Request, "method" | "url">): boolean {
  const { pathname } = new URL(url);
  if (pathname === ADMIN_ROUTES.health.path) return true;
  return OPEN.some((route) => route.method === method && route.path.test(pathname));
}
