// How every chat does, and who is told when that changes.

import type { ChannelHealth } from "../../core/ports/channel-port.ts";
import type { Faults } from "./faults.ts";
import type { HubDeps } from "./hub-deps.ts";
import { homePlace } from "./people.ts";
import type { Registry } from "./registry.ts";
import { findChat } from "./targets.ts";

/** How the chats do. */
export interface HealthWatch {
  of(target: string): ChannelHealth;
  /** Tells whoever watches, where something is otherwise than it was told last. */
  changed(target: string): void;
}

type HealthDeps = Pick<
  HubDeps,
  "clock" | "store" | "ledger" | "settings" | "emit" | "wakeOutbox" | "log"
>;

/** Creates the watch. */
export function createHealthWatch(
  deps: HealthDeps,
  { registry, faults }: { readonly registry: Registry; readonly faults: Faults },
): HealthWatch {
  const told = new Map<string, ChannelHealth>();

  function of(name: string): ChannelHealth {
    const health = registry.health(name);
    const kind = findChat(deps.settings(), name)?.target.kind;
    if (kind === undefined || kind === "local") return health;
    const fault = faults.of(name);
    if (fault !== null) return { ...health, state: "down", detail: fault };
    if (health.state !== "up" || homePlace(deps.store, name) !== null) return health;
    const detail = `nobody is paired: wakehook channel pair ${name}`;
    return { ...health, state: "unpaired", detail };
  }

  return {
    of,
    changed(name) {
      const health = of(name);
      const before = told.get(name);
      if (before?.state === health.state && before.detail === health.detail) return;
      told.set(name, health);
      deps.emit({ type: "channel", at: deps.clock.now(), target: name, health });
      const { state, detail } = health;
      deps.log.info("a chat changed", {
        target: name,
        state,
        ...(detail === null ? {} : { detail }),
      });
      if (state === "up" || state === "send_only") postAtOnce(deps, name);
    },
  };
}

/** What waits for its next try need not wait any longer. */
export function postAtOnce(
  { ledger, clock, wakeOutbox }: Pick<HubDeps, "ledger" | "clock" | "wakeOutbox">,
  target: string,
): void {
  const sink = `target:${target}`;
  const [head] = ledger.dueReports({ sink, now: Number.MAX_SAFE_INTEGER, limit: 1, ordered: true });
  if (head !== undefined && head.nextAt > clock.now()) ledger.retryReport(head.id);
  wakeOutbox();
}
