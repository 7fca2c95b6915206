// In: gaps that are over, and hooks whose sender can be asked. Out: what each hook is to look for, from its first gap on
// that nobody has looked at.

import type { GapStorePort } from "../core/ports/gaps-port.ts";
import type { Repair } from "../core/records/gap.ts";
import type { HookId } from "../core/records/ids.ts";
import type { LoadedHook, SettingsSnapshot } from "../core/settings/settings.ts";

/** A request is under way for some seconds, and clocks are not the same: so much earlier a gap may have begun. */
const MARGIN_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** GitHub keeps deliveries for three days, an Enterprise Server for seven. */
const LOOK_BACK_DAYS = 7;

/** Plans them, and writes them down. */
export function planRepairs(
  store: Pick<
    GapStorePort,
    "gapsSince" | "repairedUntil" | "openRepairs" | "addRepair" | "extendRepair"
  >,
  settings: SettingsSnapshot,
  now: number,
): void {
  const oldest = earliestOf(settings, now);
  const gaps = store.gapsSince(oldest);
  if (gaps.length === 0) return;
  const open = store.openRepairs();
  for (const { hook } of settings.hooks.values()) {
    if (hook?.repair === undefined) continue;
    const done = store.repairedUntil(hook.id) ?? -Infinity;
    const unseen = gaps.filter(({ endedAt }) => (endedAt ?? now) > done);
    if (unseen.length === 0) continue;
    const last = Math.max(...unseen.map(({ endedAt }) => endedAt ?? now));
    const first = Math.min(...unseen.map(({ beganAt }) => beganAt));
    const own = open.filter(({ hookId, askedBy }) => hookId === hook.id && askedBy === "gap");
    if (own.some(({ untilAt }) => untilAt >= last)) continue;
    const fresh = own.find(hasNotBegun);
    if (fresh !== undefined) {
      store.extendRepair(fresh.id, now);
      continue;
    }
    const fromAt = Math.max(oldest, first - MARGIN_MS);
    store.addRepair({
      hookId: hook.id,
      askedBy: "gap",
      fromAt,
      untilAt: now,
      createdAt: now,
      nextAt: now,
    });
  }
}

/** Before it nothing is looked for: claims are kept so long, and what has none could come twice. */
export function earliestOf(
  { config: { webhooks } }: Pick<SettingsSnapshot, "config">,
  now: number,
): number {
  const days = Math.min(webhooks.dedupeDays, LOOK_BACK_DAYS);
  return now - days * DAY_MS + MARGIN_MS;
}

/** Why nobody can be asked for what a hook has missed, and whether that may change; null: somebody can. */
export function inTheWay(
  { hooks, config }: Pick<SettingsSnapshot, "hooks" | "config">,
  id: HookId,
): { readonly word: string; readonly isForGood: boolean } | null {
  const loaded: LoadedHook | undefined = hooks.get(id);
  const wait = (word: string) => ({ word, isForGood: false });
  if (loaded === undefined) return { word: "the hook was removed", isForGood: true };
  const { hook } = loaded;
  if (hook === null || loaded.state !== "valid") return wait("the hook's entry has an error");
  if (hook.repair === undefined)
    return { word: "the hook has no repair (any more)", isForGood: true };
  if (!hook.enabled) return wait("the hook is switched off");
  if (config.safeMode) return wait("safe_mode is on: nothing is asked of anybody");
  if ((loaded.secrets.repair?.token ?? null) === null) return wait("repair.token cannot be had");
  return null;
}

function hasNotBegun({ state, cursor, listed }: Repair): boolean {
  return state === "listing" && cursor === null && listed === 0;
}
