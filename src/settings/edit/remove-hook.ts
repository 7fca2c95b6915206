// In: the id of an entry. Out: webhooks.json without it.

import { WakehookError } from "../../core/records/errors.ts";
import type { HomePaths } from "../../system/home.ts";
import { editHooks } from "./edit.ts";
import { placeOf, type Entry } from "./edit-hook.ts";

/**
 * Removes a hook or a route.
 * @throws WakehookError `not_found`, `refused` where a route names it or several have the id, `settings_invalid`,
 * `settings_unwritable`, `locked`.
 */
export async function removeHook(paths: HomePaths, id: string): Promise<void> {
  await editHooks(paths, (entries) => {
    refuseNamed(entries, id);
    return entries.toSpliced(placeOf(entries, id), 1);
  });
}

/** A route that names nobody is wrong: its owner decides first what becomes of it. @throws WakehookError `refused`. */
export function refuseNamed(entries: readonly Entry[], id: string): void {
  for (const { id: routeId, route } of entries) {
    if (typeof routeId !== "string" || !Array.isArray(route) || !route.includes(id)) continue;
    const others = route.filter((name) => name !== id);
    throw new WakehookError("refused", `the route ${routeId} names ${id}`, {
      hint:
        others.length === 0
          ? `remove the route first: wakehook hook remove ${routeId}`
          : `take it out first: wakehook hook set ${routeId} 'route=${JSON.stringify(others)}'`,
    });
  }
}
