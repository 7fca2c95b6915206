// A request to the admin listener in, the answer of the API out. Never the public listener.
// Order of the checks: Host and Origin, then the dashboard's own session or the token, then the scope, then the route.

import { isDashboardPath, type Dashboard } from "../core/ports/dashboard-port.ts";
import type { RequestInfo } from "../http/request-info.ts";
import { createAnswers, refusal, type AdminRefusal } from "./answer.ts";
import { createAuthenticate } from "./guard/authenticate.ts";
import { createHandlers } from "./handlers/all-handlers.ts";
import { NOBODY, OWNER } from "./guard/caller.ts";
import type { AdminDeps } from "./deps.ts";
import { createEventFeed } from "./events/event-feed.ts";
import { checkAddress } from "./guard/guard.ts";
import { createRefusalLog } from "./guard/refusal-log.ts";
import { createRouter } from "./router.ts";
import { isOpenRoute } from "./routes/open-routes.ts";

/** The admin API. */
export interface Admin {
  /** Answers a request; never rejects. */
  fetch(request: Request, info: RequestInfo): Promise<Response>;
  /** Ends every open stream: events and followed output. Called before the listener is closed. */
  close(): void;
}

/** Stands in the requests that the dashboard makes from within; nobody looks at it. */
const OWN_URL = "http://127.0.0.1";

/** Builds the admin API. */
export function createAdmin(deps: AdminDeps): Admin {
  const answers = createAnswers(deps.mask);
  const stopper = new AbortController();
  const stopping = stopper.signal;
  const feed = createEventFeed(deps);
  const authenticate = createAuthenticate(deps);
  const logRefusal = createRefusalLog(deps);
  let dashboard: Dashboard | null = null;
  const issueLink = () => dashboard?.issueLink() ?? null;
  const handlers = createHandlers(deps, { answers, feed, stopping, issueLink });
  const route = createRouter(deps, handlers, answers);
  dashboard =
    deps.openDashboard?.({
      api: async (path, init, isStillGood = OWNER.isStillGood) =>
        route(new Request(new URL(path, OWN_URL), init), { ...OWNER, isStillGood }),
      events: deps.events,
      recentEvents: () => feed.recent(),
      settings: deps.settings,
      port: () => deps.addresses().admin.port,
    }) ?? null;

  function refuse(refused: AdminRefusal, request: Request, info: RequestInfo): Response {
    logRefusal(refused, request, info);
    return answers.refused(refused, moreHeaders(refused));
  }

  return {
    async fetch(request, info) {
      const foreign = checkAddress(request, info, deps.addresses().admin);
      if (foreign !== null) return refuse(foreign, request, info);
      if (dashboard !== null && isDashboardPath(new URL(request.url).pathname))
        return dashboard.fetch(request);
      const caller = isOpenRoute(request) ? NOBODY : authenticate(request, info.remoteAddress);
      if ("ok" in caller) return refuse(caller, request, info);
      // Hono would answer it with a GET's stream that nobody reads or closes.
      if (request.method === "HEAD")
        return answers.refused(refusal("method_not_allowed", "HEAD is not taken"), {
          allow: "GET",
        });
      return route(request, caller);
    },
    close() {
      stopper.abort();
      dashboard?.close();
      feed.close();
    },
  };
}

function moreHeaders({ code }: AdminRefusal): Record<string, string> {
  if (code === "too_many_failures") return { "retry-after": "60" };
  return code === "unauthorized" ? { "www-authenticate": "Bearer" } : {};
}
