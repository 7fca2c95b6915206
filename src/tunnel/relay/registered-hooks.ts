// In: the settings in force. Out: what a relay has to know of the hooks, to take requests for them and to answer
// questions: no secret, no prompt, no folder.

import type { LoadedHook, SettingsSnapshot } from "../../core/settings/settings.ts";
import { RegisteredHook } from "../../core/tunnel/frames.ts";

/** More than the protocol takes would end each connection. */
const MOST_HOOKS = 10_000;

/** Every URL that is served at home: hooks, and routes by what their first hook is. */
export function registeredHooks({
  hooks,
  routes = new Map(),
}: Pick<SettingsSnapshot, "hooks" | "routes">): RegisteredHook[] {
  const ofHooks = [...hooks.values()].map(registered);
  const ofRoutes = [...routes.values()].map(({ id, route }): RegisteredHook => {
    const served = (route?.route ?? []).flatMap((one) => hooks.get(one) ?? []).map(registered);
    return {
      id,
      source: served[0]?.source ?? "generic",
      enabled: route?.enabled ?? true,
      allowed_origins: [...new Set(served.flatMap((one) => one.allowed_origins))].slice(0, 100),
    };
  });
  return [...ofHooks, ...ofRoutes]
    .filter((one) => RegisteredHook.safeParse(one).success)
    .slice(0, MOST_HOOKS);
}

/** A hook whose entry is broken takes requests: they wait until it is mended. */
function registered({ id, hook }: LoadedHook): RegisteredHook {
  return {
    id,
    source: hook?.source ?? "generic",
    enabled: hook?.enabled ?? true,
    allowed_origins: [...(hook?.allowedOrigins ?? [])].slice(0, 100),
  };
}
