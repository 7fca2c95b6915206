// In: the id of a hook or a route. Out: the hook whose sender an event is made for.

import type { HookId } from "../../core/records/ids.ts";
import type { LoadedHook } from "../../core/settings/settings.ts";
import { readSettings } from "../../settings/read.ts";
import type { CommandContext } from "../command.ts";
import { noSuchHook } from "../../settings/edit/hook-id.ts";

/**
 * The hook that an event is made for: of a route the first one that is there. The daemon says what it makes of
 * an entry with an error.
 * @throws WakehookError `not_found`.
 */
export async function findHook(
  { paths, environment, out }: CommandContext,
  id: HookId,
): Promise<LoadedHook> {
  const { hooks, routes } = await readSettings(paths, environment);
  const [first = id, ...others] = routes?.get(id)?.route?.route ?? [];
  const named = [first, ...others].find((one) => hooks.has(one)) ?? first;
  const loaded = hooks.get(named);
  if (loaded === undefined) throw noSuchHook(named, [...hooks.keys()]);
  if (named !== id) out.notice(`${id} is a route; the event is one of ${named}'s sender`);
  return loaded;
}
