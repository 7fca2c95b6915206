// In: the settings, and where the hook listener is. Out: what is to be exposed, or why nothing is.

import type { SettingsSnapshot } from "../core/settings/settings.ts";
import type { ExposeProgramName } from "../core/settings/expose.ts";
import type { Order } from "./program.ts";

/** What is to be. `key` is another one where the program must be started anew. */
export type Wanted =
  | { readonly kind: "wanted"; readonly key: string; readonly order: Omit<Order, "folder"> }
  | {
      readonly kind: "off";
      /** false: config.json names nothing to expose. */
      readonly isNamed: boolean;
      readonly program: ExposeProgramName | null;
      readonly why: string | null;
      readonly hint: string | null;
    };

/** Wildcard addresses are reached by loopback. */
const LOOPBACK: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };

/** Only ever the hook listener: the owner's own door is not known here. */
export function wantedOf(
  { config, expose = null }: Pick<SettingsSnapshot, "config" | "expose">,
  listener: { readonly host: string; readonly port: number } | null,
): Wanted {
  if (expose === null) return off(null, null, null);
  const { program } = expose.expose;
  if (!config.features.tunnel)
    return off(program, "features.tunnel is off", "wakehook config set features.tunnel true");
  if (expose.problem !== null) return off(program, expose.problem, "wakehook config check");
  if (listener === null)
    return off(program, "webhooks.enabled is false", "wakehook config set webhooks.enabled true");
  const host = LOOPBACK[listener.host] ?? listener.host;
  const target = `http://${host.includes(":") ? `[${host}]` : host}:${listener.port}`;
  const order = { settings: expose.expose, token: expose.token, target };
  return { kind: "wanted", key: JSON.stringify(order), order };
}

function off(program: ExposeProgramName | null, why: string | null, hint: string | null): Wanted {
  return { kind: "off", isNamed: program !== null, program, why, hint };
}
