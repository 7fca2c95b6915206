// The pages that show lists: Live, Held, and the stream of what changes.

import { isAgentsWork } from "../core/admission/hook-providers.ts";
import { goTo, page, pageHeaders } from "./answers.ts";
import { queryOf, readFilter, type Filter } from "./filter.ts";
import { layout } from "./layout.ts";
import { faultPage } from "./pages/login-page.ts";
import { heldPage } from "./pages/held-page.ts";
import { livePage } from "./pages/live-page.ts";
import type { DaemonStatus, DeliveryPage } from "./pages/records.ts";
import { viewOf, type Router, type Site } from "./site.ts";
import type { Counts } from "./view.ts";

const PAGE = 50;
const HELD_PAGE = 200;
const EMPTY: DeliveryPage = { deliveries: [], next_before: null };

/** Adds the pages of lists. */
export function addListRoutes(router: Router, site: Site): void {
  router.get("/", async (context) => {
    const query = new URL(context.req.url).searchParams;
    const filter = readFilter(query);
    const before = query.get("before") ?? "";
    // Asked before the list: what happens in between is told again, and replaces the row.
    const lastId = site.changes.lastId();
    const list = await listOf(site, filter, before);
    const counts = await countsOf(site);
    const view = viewOf(site, context.get("session"));
    const main = livePage(list.ok ? view : { ...view, notice: null }, {
      filter,
      before,
      lastId,
      counts,
      page: list.ok ? list.value : EMPTY,
      refused: refusedOf(site, { filter, before }, list.ok ? list.value : EMPTY),
      hookIds: [...site.deps.settings().hooks.keys()],
    });
    const shown = list.ok ? view : { ...view, notice: { ok: false, text: list.words } };
    const status = list.ok ? 200 : list.status;
    return page(layout(shown, { title: "Live", place: "/", counts, main }), status);
  });

  router.get("/deliveries", () => goTo("/"));

  router.get("/held", async (context) => {
    const before = context.req.query("before") ?? "";
    const path = `/api/v1/deliveries${queryOf({ state: "held" }, { before, limit: String(HELD_PAGE) })}`;
    const list = await site.api.get<DeliveryPage>(path);
    if (!list.ok) return page(faultPage("Held", list.words), list.status);
    const view = viewOf(site, context.get("session"));
    const counts = await countsOf(site);
    const main = heldPage(view, list.value, agentsHooks(site));
    return page(layout(view, { title: "Held", place: "/held", counts, main }));
  });

  router.get("/changes", (context) => {
    const after = context.req.header("last-event-id") ?? context.req.query("after") ?? null;
    const stream = site.changes.open(after, () => site.sessions.isOpen(context.get("session")));
    if (stream === null) return page(faultPage("Too many pages", "Close some of them."), 503);
    return new Response(stream, { headers: pageHeaders("text/event-stream") });
  });
}

function agentsHooks({ deps }: Site): ReadonlySet<string> {
  const { hooks, config } = deps.settings();
  const known = [...hooks.values()].flatMap(({ hook }) => hook ?? []);
  return new Set(known.filter((hook) => isAgentsWork(hook, config)).map(({ id }) => id));
}

/** The numbers that stand on every page. */
export async function countsOf({ api }: Pick<Site, "api">): Promise<Counts | null> {
  const status = await api.get<DaemonStatus>("/api/v1/status");
  return status.ok ? status.value.counts : null;
}

function listOf({ api }: Site, filter: Filter, before: string) {
  // Refused ones have no row in the ledger.
  if (filter.state === "refused" || filter.status.startsWith("refused"))
    return { ok: true, value: EMPTY } as const;
  return api.get<DeliveryPage>(
    `/api/v1/deliveries${queryOf(filter, { before, limit: String(PAGE) })}`,
  );
}

/** Those of the time that the page shows: an old one stands on the first page only while nothing newer does. */
function refusedOf(
  { refused }: Site,
  { filter, before }: { readonly filter: Filter; readonly before: string },
  { deliveries, next_before: next }: DeliveryPage,
) {
  if (before !== "") return [];
  const oldest = next === null ? 0 : (deliveries.at(-1)?.received_at ?? 0);
  return refused
    .list(filter)
    .filter(({ at }) => at >= oldest)
    .slice(0, PAGE);
}
