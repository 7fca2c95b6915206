// In: a hook's budget and the ledger. Out: what of it is spent now, for the decision and for its owner's eyes.

import { BUDGET_HOUR_MS, checkBudget, type BudgetFacts, type BudgetLimit } from "./budget.ts";
import { dayEnd, dayOf, dayStart } from "./calendar.ts";
import type { Hook } from "../settings/hook.ts";
import type { HookId } from "../records/ids.ts";
import type { Allowance, LedgerReadPort } from "../ports/ledger-read-port.ts";

/** What of a hook's budget is spent; what has no limit is null. */
export interface WireBudget {
  readonly hook_id: HookId;
  readonly limits: {
    readonly runs_per_hour: number | null;
    readonly runs_per_day: number | null;
    readonly usd_per_day: number | null;
  };
  readonly runs_this_hour: number;
  readonly runs_today: number;
  readonly usd_today: number;
  /** What the owner has added to the limits for today. */
  readonly allowance: Allowance;
  /** The limit that holds what comes; null: one more run may start. */
  readonly reached: BudgetLimit | null;
  readonly reason: string | null;
  /** When it frees by itself, epoch milliseconds; null where nothing is reached. */
  readonly frees_at: number | null;
}

/** Reads what a hook's runs have cost: within the last hour, and today as the owner's clock has it. */
export function gatherBudget(
  ledger: Pick<LedgerReadPort, "spendingSince" | "allowance">,
  hookId: HookId,
  { now, timezone }: { readonly now: number; readonly timezone: string },
): BudgetFacts {
  return {
    hour: ledger.spendingSince(hookId, now - BUDGET_HOUR_MS),
    today: ledger.spendingSince(hookId, dayStart(now, timezone)),
    allowance: ledger.allowance(hookId, dayOf(now, timezone)),
    dayEnd: dayEnd(now, timezone),
  };
}

/** A hook's budget as the wire shows it. */
export function wireBudget(
  { id, budget }: Pick<Hook, "id" | "budget">,
  facts: BudgetFacts,
): WireBudget {
  const verdict = checkBudget(budget, facts);
  return {
    hook_id: id,
    limits: {
      runs_per_hour: budget?.runsPerHour ?? null,
      runs_per_day: budget?.runsPerDay ?? null,
      usd_per_day: budget?.usdPerDay ?? null,
    },
    runs_this_hour: facts.hour.runs,
    runs_today: facts.today.runs,
    usd_today: facts.today.usd,
    allowance: facts.allowance,
    reached: verdict.ok ? null : verdict.limit,
    reason: verdict.ok ? null : verdict.reason,
    frees_at: verdict.ok ? null : verdict.until,
  };
}

/** One word more for a hook: what its budget allows once over, in the smallest step that it is written in. */
export function onceMore({
  runsPerHour,
  runsPerDay,
  usdPerDay,
}: NonNullable<Hook["budget"]>): Allowance {
  const runs = Math.min(runsPerHour ?? Infinity, runsPerDay ?? Infinity);
  return { runs: runs === Infinity ? 0 : runs, usd: usdPerDay ?? 0 };
}
