// In: gaps that are over, and hooks whose sender can be asked. Out: what each hook is to look for, from its first gap on
// that nobody has looked at.

import type { GapStorePort, RepairRange } from "../core/ports/gaps-port.ts";
import type { Gap, Repair } from "../core/records/gap.ts";
import type { HookId } from "../core/records/ids.ts";
import { findLoadedHook, type SettingsSnapshot } from "../core/settings/settings.ts";

/** A request is under way for some seconds, and clocks are not the same: so much earlier a gap may have begun. */
const MARGIN_MS = 5 * 60_000;
const DAY_MS = 86_400_000;
/** GitHub keeps deliveries for three days, an Enterprise Server for seven. */
const LOOK_BACK_DAYS = 7;

/** Plans them, and writes them down. */
export function planRepairs(
  store: Pick<
    GapStorePort,
    "gapsSince" | "repairRanges" | "openRepairs" | "addRepair" | "extendRepair"
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
    const looked = store.repairRanges(hook.id, oldest);
    const unseen = gaps.filter((gap) => !looked.some((range) => covers(range, gap, oldest)));
    if (unseen.length === 0) continue;
    const first = Math.min(...unseen.map(({ beganAt }) => beganAt));
    const range = { fromAt: Math.max(oldest, first - MARGIN_MS), untilAt: now };
    const fresh = open.find(
      (one) => one.hookId === hook.id && one.askedBy === "gap" && hasNotBegun(one),
    );
    if (fresh === undefined)
      store.addRepair({ hookId: hook.id, askedBy: "gap", ...range, createdAt: now, nextAt: now });
    else store.extendRepair(fresh.id, range);
  }
}

/** A gap may be written down long after it began: only who looked at the whole of it has seen it. */
function covers(
  { fromAt, untilAt }: RepairRange,
  { beganAt, endedAt }: Gap,
  oldest: number,
): boolean {
  return fromAt <= Math.max(beganAt, oldest) && endedAt !== null && untilAt >= endedAt;
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
  settings: Pick<SettingsSnapshot, "hooks" | "config" | "unread">,
  id: HookId,
): { readonly word: string; readonly isForGood: boolean } | null {
  const { config } = settings;
  // A file that was never read whole removes no hook.
  const loaded = findLoadedHook(settings, id);
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
