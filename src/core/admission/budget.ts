// In: a hook's budget and what its runs have cost. Out: whether one run more may start, and what it may cost.

import type { Hook } from "../settings/hook.ts";
import type { Allowance, Spending } from "../ports/ledger-read-port.ts";

/** What the decision is made of. */
export interface BudgetFacts {
  /** Runs that started within the last 60 minutes. */
  readonly hour: Spending;
  /** Runs that started today, in the owner's zone. */
  readonly today: Spending;
  /** What the owner has added for today. */
  readonly allowance: Allowance;
  readonly dayEnd: number;
}

/** The decision. `until`: when the budget frees by itself. */
export type BudgetVerdict =
  | { readonly ok: true; readonly remainingUsd: number | null }
  | {
      readonly ok: false;
      readonly limit: BudgetLimit;
      /** The limit as it is today, with what the owner has added. */
      readonly allowed: number;
      readonly reason: string;
      readonly until: number;
    };

/** The limit that is reached. */
export type BudgetLimit = "runs_per_hour" | "runs_per_day" | "usd_per_day";

/** One hour, milliseconds. */
export const BUDGET_HOUR_MS = 3_600_000;
/** What is left below a tenth of a cent buys nothing. */
const NOTHING_USD = 0.001;

const UNLIMITED: BudgetVerdict = { ok: true, remainingUsd: null };

/**
 * Decides about one run more. The limit that frees last decides. Runs that go on have reported no cost yet;
 * `remainingUsd` is what this run may be told not to exceed.
 */
export function checkBudget(budget: Hook["budget"], facts: BudgetFacts): BudgetVerdict {
  if (budget === undefined) return UNLIMITED;
  const { hour, today, allowance, dayEnd } = facts;
  const runsToday = limitOf(budget.runsPerDay, allowance.runs);
  const usdToday = limitOf(budget.usdPerDay, allowance.usd);
  if (runsToday !== null && today.runs >= runsToday)
    return over("runs_per_day", runsToday, {
      spent: `${today.runs} of ${runsToday} runs today`,
      until: dayEnd,
    });
  if (usdToday !== null && usdToday - today.usd < NOTHING_USD)
    return over("usd_per_day", usdToday, {
      spent: `$${usd(today.usd)} of $${usd(usdToday)} today`,
      until: dayEnd,
    });
  const runsThisHour = limitOf(budget.runsPerHour, allowance.runs);
  if (runsThisHour !== null && hour.runs >= runsThisHour)
    return over("runs_per_hour", runsThisHour, {
      spent: `${hour.runs} of ${runsThisHour} runs within an hour`,
      until: (hour.firstAt ?? 0) + BUDGET_HOUR_MS,
    });
  return { ok: true, remainingUsd: usdToday === null ? null : usdToday - today.usd };
}

/**
 * What one run of several at once may be told not to exceed; null: no limit. Each gets its share of what is left
 * beside what the runs that go on were told, so that together they stay within it. 0: all of it is given out.
 * @param going the hook's runs that go on: how many more may, and the dollars that they were told
 */
export function shareOfBudget(
  remainingUsd: number | null,
  going: { readonly freeSlots: number; readonly toldUsd: number },
): number | null {
  if (remainingUsd === null) return null;
  const share = (remainingUsd - going.toldUsd) / Math.max(1, going.freeSlots);
  return share < NOTHING_USD ? 0 : share;
}

function limitOf(limit: number | undefined, more: number): number | null {
  return limit === undefined ? null : limit + more;
}

function over(
  limit: BudgetLimit,
  allowed: number,
  { spent, until }: { readonly spent: string; readonly until: number },
): BudgetVerdict {
  return { ok: false, limit, allowed, reason: `over ${limit}: ${spent}`, until };
}

function usd(amount: number): string {
  return amount.toFixed(2);
}
