// In: a route, and which hooks and routes there are. Out: what is wrong with the names in it.

import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { Route } from "../../core/settings/route.ts";
import { finding, type Place } from "./finding.ts";

/** The ids of the file's entries; those that can take no request now are among them. */
export interface EntryIds {
  readonly hooks: ReadonlySet<string>;
  readonly routes: ReadonlySet<string>;
}

/** One error per name that is no hook of the file, or is named twice. */
export function routeProblems(place: Place, route: Route, ids: EntryIds): Problem[] {
  return route.route.flatMap((id, at) => {
    const wrong = wrongName(id, route, ids) ?? (route.route.indexOf(id) < at ? TWICE : null);
    return wrong === null ? [] : [finding("error", place, { field: "route", value: id, ...wrong })];
  });
}

const TWICE = { message: "is named twice", hint: "name each hook once" };

function wrongName(
  id: string,
  route: Route,
  { hooks, routes }: EntryIds,
): { readonly message: string; readonly hint?: string | undefined } | null {
  if (id === route.id || routes.has(id))
    return { message: "is a route itself", hint: "name the hooks that it serves" };
  if (hooks.has(id)) return null;
  const hint = didYouMean(nearestName(id, [...hooks]));
  return { message: "no hook has this id", hint };
}
