// In: the entries of webhooks.json that are routes, and the hooks that are there. Out: every route in the
// state in which it is in force. A route is never worse off than its hooks: a name that leads nowhere is
// an error of the entry, and the hooks that are there go on being served.

import type { HookId } from "../../core/records/ids.ts";
import type { LoadedRoute, SettingsSnapshot } from "../../core/settings/settings.ts";
import { routeProblems } from "../check/check-route.ts";
import { HOOKS_NAME } from "../check/finding.ts";
import type { HookEntry } from "./hook-entry.ts";

/** An entry whose id could be made out. */
export type NamedEntry = HookEntry & { readonly id: HookId };

/** Loads the routes, in the order of the file. */
export function loadRoutes(
  entries: readonly NamedEntry[],
  around: {
    readonly hooks: ReadonlySet<string>;
    /** Routes of before that may still be meant. */
    readonly missing: ReadonlyArray<{ readonly last: LoadedRoute } & Pick<LoadedRoute, "problems">>;
    readonly previous: SettingsSnapshot | undefined;
  },
): Map<HookId, LoadedRoute> {
  const { hooks, missing, previous } = around;
  const ids = { hooks, routes: new Set(entries.map(({ id }) => id)) };
  const kept = missing.flatMap(({ last, problems }): LoadedRoute[] =>
    last.route === null ? [] : [{ ...last, state: "stale", problems }],
  );
  const written = entries.map((entry): LoadedRoute => {
    const { id, label, route } = entry;
    if (route === null) return wrongRoute(entry, previous);
    const problems = routeProblems({ file: HOOKS_NAME, entry: label }, route, ids);
    return { id, state: problems.length === 0 ? "valid" : "stale", route, problems };
  });
  return new Map([...kept, ...written].map((loaded) => [loaded.id, loaded]));
}

/** Tells whether an entry is loaded as a route: what it says, or what it was where it says nothing clear. */
export function isRouteEntry(
  { id, kind, hook, route }: NamedEntry,
  previous: SettingsSnapshot | undefined,
): boolean {
  if (hook !== null || route !== null) return kind === "route";
  if (previous?.hooks.get(id)?.hook) return false;
  return kind === "route" || previous?.routes?.get(id)?.route != null;
}

function wrongRoute({ id, problems }: NamedEntry, previous?: SettingsSnapshot): LoadedRoute {
  const route = previous?.routes?.get(id)?.route ?? null;
  return { id, state: route === null ? "invalid" : "stale", route, problems };
}
