// A request of the owner's browser in, a page out. Host and Origin were checked by the admin door.

import { Hono } from "hono";
import type { Dashboard } from "../core/ports/dashboard-port.ts";
import { toError } from "../core/records/errors.ts";
import { addActRoutes } from "./act-routes.ts";
import { page } from "./answers.ts";
import { createApi } from "./api.ts";
import { createAssets } from "./assets.ts";
import { createChanges } from "./changes.ts";
import { addDeliveryRoutes } from "./delivery-routes.ts";
import type { DashboardDeps } from "./deps.ts";
import { addDoctorRoutes } from "./doctor-routes.ts";
import { addDoor } from "./door.ts";
import { addHookChangeRoutes } from "./hook-change-routes.ts";
import { addListRoutes } from "./list-routes.ts";
import { addEditHookRoutes } from "./edit-hook-routes.ts";
import { addNewHookRoutes } from "./new-hook-routes.ts";
import { addOtherRoutes } from "./other-routes.ts";
import { addTestRoutes } from "./test-routes.ts";
import { faultPage } from "./pages/login-page.ts";
import { createRefusedLog } from "./refused-log.ts";
import { renderBatch } from "./render-batch.ts";
import type { Sessions } from "./sessions.ts";
import { timesOf, type RouteVariables, type Router, type Site } from "./site.ts";

/** Builds the pages for those sessions. */
export function createPages(
  deps: DashboardDeps,
  sessions: Sessions,
): Pick<Dashboard, "fetch" | "close"> {
  const api = createApi(deps);
  // Before the changes: a batch asks it for what it has just heard.
  const refused = createRefusedLog(deps);
  const changes = createChanges(deps, (changed) =>
    renderBatch({ api, refused, times: () => timesOf(deps) }, changed),
  );
  const router = createRouter({ deps, api, refused, changes, sessions });

  return {
    async fetch(request) {
      // Hono would answer it with a GET's stream that nobody reads or closes.
      if (request.method === "HEAD") return page(faultPage("Not taken", "Use GET."), 405);
      return router.fetch(request);
    },
    close() {
      changes.close();
      refused.close();
    },
  };
}

function createRouter(site: Site): Router {
  const router: Router = new Hono<{ Variables: RouteVariables }>();
  const assets = createAssets();
  const missing = (): Response => page(faultPage("Not found", "There is no such page."), 404);

  router.get("/assets/:name", async ({ req }) => (await assets(req.param("name"))) ?? missing());
  addDoor(router, site);
  addListRoutes(router, site);
  addDeliveryRoutes(router, site);
  addNewHookRoutes(router, site);
  addEditHookRoutes(router, site);
  addHookChangeRoutes(router, site);
  addOtherRoutes(router, site);
  addTestRoutes(router, site);
  addDoctorRoutes(router, site);
  addActRoutes(router, site);
  router.notFound(missing);
  router.onError((thrown) => {
    site.deps.log.error("a page of the dashboard failed", { error: toError(thrown) });
    return page(faultPage("Failed", "wakehook itself failed; its log has the details."), 500);
  });
  return router;
}
