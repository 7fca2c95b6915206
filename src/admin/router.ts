// A request that passed the guard in, its route's answer out.

import { Hono } from "hono";
import { WakehookError, toError } from "../core/records/errors.ts";
import { refusal, type AdminRefusal, type Answers } from "./answer.ts";
import { checkScope, type Caller } from "./guard/caller.ts";
import type { AdminDeps } from "./deps.ts";
import type { Call, Handlers } from "./handler.ts";
import { readQuery } from "./routes/query.ts";
import { readBody } from "./routes/read-body.ts";
import type { AdminRoute } from "./routes/route.ts";
import { createDoOnce } from "./guard/keyed-call.ts";
import { ADMIN_ROUTES, type RouteName } from "./routes/routes.ts";

/** Builds the router of all routes. */
export function createRouter(
  deps: Pick<AdminDeps, "clock" | "log" | "settings" | "once">,
  handlers: Handlers<RouteName>,
  answers: Answers,
): (request: Request, caller: Caller) => Response | Promise<Response> {
  const router = new Hono<{ Bindings: { readonly caller: Caller } }>();
  const names = Object.keys(ADMIN_ROUTES) as RouteName[];
  const doOnce = createDoOnce(deps);

  for (const name of names) {
    const route: AdminRoute = ADMIN_ROUTES[name];
    // The query was read by this very route's table, which the compiler cannot follow through the loop.
    const handle = handlers[name] as (
      call: Call<never>,
    ) => ReturnType<(typeof handlers)[RouteName]>;
    router.on(route.method, route.path, async ({ req, env: { caller } }) => {
      const missing = checkScope(caller, route.scope);
      if (missing !== null) return answers.refused(missing);
      const query = readQuery(new URL(req.url), route.query);
      if (!query.ok) return answers.refused(query);
      const id = req.param("id") ?? "";
      const work = async (request: Request): Promise<Response> => {
        const read = await readSent(deps, route, request);
        if (!read.ok) return answers.refused(read);
        const checked = { query: query.values as never, body: read.values as never };
        const answer = await handle({ request, caller, id, ...checked });
        return answer instanceof Response ? answer : answers.refused(answer);
      };
      const key = route.once === true ? req.header("idempotency-key") : undefined;
      if (key === undefined) return work(req.raw);
      const answer = await doOnce({ key, name, caller, request: req.raw }, work);
      return answer instanceof Response ? answer : answers.refused(answer);
    });
  }
  for (const path of new Set(names.map((name) => ADMIN_ROUTES[name].path)))
    router.all(path, ({ req }) => wrongMethod(answers, req.method, path));

  router.notFound(({ req }) =>
    answers.refused(refusal("not_found", `there is no ${JSON.stringify(req.path.slice(0, 80))}`)),
  );
  router.onError((thrown) => answers.refused(toRefusal(deps, thrown)));
  return (request, caller) => router.fetch(request, { caller });
}

/** What was sent to a POST; of a GET nobody reads a body. */
async function readSent(
  deps: Pick<AdminDeps, "clock" | "settings">,
  route: AdminRoute,
  request: Request,
): ReturnType<typeof readBody> {
  if (route.method === "GET") return { ok: true, values: {} };
  return readBody(deps, { ...route, body: route.body ?? {} }, request);
}

/** Answers a known path that was called in a wrong way. */
function wrongMethod(answers: Answers, method: string, path: string): Response {
  const allow = Object.values(ADMIN_ROUTES)
    .filter((route) => route.path === path)
    .map((route) => route.method)
    .join(", ");
  const said = refusal("method_not_allowed", `${method} is not taken here`, `use ${allow}`);
  return answers.refused(said, { allow });
}

/** What was thrown on purpose keeps its words; of everything else only the log learns. */
function toRefusal({ log }: Pick<AdminDeps, "log">, thrown: unknown): AdminRefusal {
  if (thrown instanceof WakehookError)
    return { ...refusal(thrown.code, thrown.message, thrown.hint), problems: thrown.problems };
  log.error("a request to the admin API failed", { error: toError(thrown) });
  return refusal("internal", "wakehook itself failed", "its log has the details");
}
