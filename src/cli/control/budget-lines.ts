// Budgets as the wire has them in, lines for people out.

import type { WireBudget } from "../../core/admission/budget-today.ts";
import { columns, counted } from "../terminal/columns.ts";
import type { Output } from "../terminal/output.ts";
import { untilWords } from "./until-words.ts";

/** A table of budgets: what is spent of each limit. */
export function budgetTable(
  budgets: readonly WireBudget[],
  out: Pick<Output, "style">,
  now: number,
): string[] {
  if (budgets.length === 0) return ["no hooks"];
  const head = ["HOOK", "LAST HOUR", "TODAY", "DOLLARS TODAY", "ADDED TODAY", "STATE"];
  const rows = budgets.map((one) => [
    one.hook_id,
    of(one.runs_this_hour, raised(one.limits.runs_per_hour, one.allowance.runs)),
    of(one.runs_today, raised(one.limits.runs_per_day, one.allowance.runs)),
    of(one.usd_today, raised(one.limits.usd_per_day, one.allowance.usd), dollars),
    addedWords(one),
    stateWords(one, now),
  ]);
  return columns([head, ...rows], (text, row, column) => {
    if (row === 0) return out.style("dim", text);
    return column === 5 && text.startsWith("over") ? out.style("yellow", text) : text;
  });
}

/** One budget in a line: `3 of 20 runs today, $0.12 of $2.00 today`. */
export function budgetLine(budget: WireBudget, now: number): string {
  const { limits, allowance } = budget;
  const hour = raised(limits.runs_per_hour, allowance.runs);
  return [
    `${of(budget.runs_today, raised(limits.runs_per_day, allowance.runs))} runs today`,
    ...(hour === null ? [] : [`${of(budget.runs_this_hour, hour)} within an hour`]),
    `${of(budget.usd_today, raised(limits.usd_per_day, allowance.usd), dollars)} today`,
    ...(budget.reached === null ? [] : [stateWords(budget, now)]),
  ].join(", ");
}

function raised(limit: number | null, more: number): number | null {
  return limit === null ? null : limit + more;
}

function of(
  spent: number,
  limit: number | null,
  word: (amount: number) => string = String,
): string {
  return limit === null ? word(spent) : `${word(spent)} of ${word(limit)}`;
}

function dollars(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

function addedWords({ allowance: { runs, usd } }: WireBudget): string {
  const parts = [
    ...(runs === 0 ? [] : [counted(runs, "run")]),
    ...(usd === 0 ? [] : [dollars(usd)]),
  ];
  return parts.length === 0 ? "-" : parts.join(", ");
}

function stateWords({ limits, reached, frees_at: freesAt }: WireBudget, now: number): string {
  if (reached !== null) return `over ${reached} ${untilWords(freesAt, now)}`;
  return Object.values(limits).every((limit) => limit === null) ? "no limit" : "ok";
}
