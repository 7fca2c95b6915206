// In: what stands around repairs. Out: repairs that ask senders for what was missed, and hand it to ingress.

import { publicUrlOf } from "../core/settings/public-url.ts";
import type { LoadedHook, SettingsSnapshot } from "../core/settings/settings.ts";
import type { ListMissed } from "../core/ports/missed-port.ts";
import type { Ingress } from "../ingress/ingress.ts";
import { createAsk } from "../outbound/ask-api.ts";
import { systemLookup } from "../outbound/resolve-target.ts";
import { MISSED } from "../repair/missed-table.ts";
import { createRepairs, type Repairs } from "../repair/repairs.ts";
import { noticesOf } from "../report/report.ts";
import { findSource } from "../sources/table.ts";
import { systemRandomness } from "../system/randomness.ts";
import type { Base } from "./base.ts";
import type { DaemonContext } from "./context.ts";

/** Repairs, and what they wait for. */
export interface BuiltRepairs extends Repairs {
  /** From here on gaps are recorded, and what was missed in them enters by ingress. */
  begin(ingress: Pick<Ingress, "fetch">): void;
}

/** Builds them; nothing goes on before `begin`. */
export function buildRepairs(
  { clock, closers }: DaemonContext,
  { gapEnded, gaps, hub, ledger, log, mask, settings }: Base,
  onTold: () => void,
): BuiltRepairs {
  const config = () => settings.current().config;
  const enter: { by: Ingress["fetch"] } = {
    by: () => Promise.resolve(new Response(null, { status: 503 })),
  };
  const repairs = createRepairs({
    clock,
    log,
    ledger,
    missedOf,
    findSource,
    onTold,
    store: ledger.gaps,
    randomness: systemRandomness,
    settings: () => settings.current(),
    enter: (request, info) => enter.by(request, info),
    noticesOf: (notice) => noticesOf(config(), notice),
  });

  function missedOf({ hook, secrets }: LoadedHook, signal: AbortSignal): ListMissed | null {
    const token = secrets.repair?.token ?? null;
    if (hook?.repair === undefined || token === null) return null;
    const allowed = config().forwardAllow;
    const bounds = { clock, mask, signal, allowed, lookup: systemLookup };
    const ask = createAsk({ ...bounds, tokenField: "repair.token of the hook" });
    const publicUrl = publicUrlOf(hook, config().webhooks);
    return MISSED[hook.repair.kind]({ ask, clock, token, publicUrl, repair: hook.repair });
  }

  return {
    ...repairs,
    begin(ingress) {
      enter.by = (request, info) => ingress.fetch(request, info);
      gapEnded.told = () => repairs.look();
      closers.add(
        () => repairs.close(),
        hub.subscribe((event) => gaps.note(event)),
        settings.onChange((now) => {
          gaps.keepOnly(wantedTunnels(now));
          repairs.settingsChanged();
        }),
        () => gaps.close(),
      );
      gaps.start();
      // Also where there was no gap: what a dead daemon had begun goes on.
      repairs.look();
    },
  };
}

/** The names of what brings requests from outside. */
function wantedTunnels({ tunnels = [], expose }: SettingsSnapshot): ReadonlySet<string> {
  const names = tunnels.map(({ tunnel }) => tunnel.name);
  return new Set(expose == null ? names : [...names, expose.expose.program]);
}
