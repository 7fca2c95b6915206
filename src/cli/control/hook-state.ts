// What holds a hook back now: what waits and why, its budget today, what of it is paused, how its agents are.

import { wireBudget, type WireBudget } from "../../core/admission/budget-today.ts";
import type { Config } from "../../core/settings/config.ts";
import { entityOf, explainPause } from "../../core/admission/explain-pause.ts";
import { explainDelivery } from "../../core/admission/explain.ts";
import { fuseOf } from "../../core/admission/fuse.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { LedgerReadPort } from "../../core/ports/ledger-read-port.ts";
import type { Pause } from "../../core/admission/pause.ts";
import { namedProviders } from "../../core/admission/provider-choice.ts";
import { gatherBudget } from "../../core/admission/budget-today.ts";
import { systemTimezone } from "../../system/clock.ts";
import { fields } from "../terminal/columns.ts";
import { printableLine } from "../terminal/printable.ts";
import { budgetLine } from "./budget-lines.ts";

/** What waits for one reason. */
export interface WaitingGroup {
  /** `queued`, or the status that it is held with. */
  readonly status: string;
  readonly count: number;
  /** Of the oldest of them. */
  readonly explanation: string | null;
}

/** The state of a hook. */
export interface HookState {
  readonly waiting: readonly WaitingGroup[];
  readonly budget: WireBudget;
  /** Of everything, of the hook, of its entities: each with its sentence. */
  readonly paused: readonly string[];
  readonly fuse: { readonly runs: number; readonly within_seconds: number };
  /** Empty where no provider is used. `paused`: the sentence; null: it works, as far as is known. */
  readonly providers: ReadonlyArray<{ readonly name: string; readonly paused: string | null }>;
}

/** Deliveries that are looked at; with more the counts are at least these. */
const MOST_LOOKED_AT = 1000;

/** Reads the state of a hook from the ledger. */
export function hookState(
  ledger: LedgerReadPort,
  hook: Hook,
  { config, now }: { readonly config: Config; readonly now: number },
): HookState {
  const pauses = ledger.pauses();
  const { runs, withinSeconds } = fuseOf(hook);
  const timezone = config.timezone ?? systemTimezone();
  const names = hook.mode === "cron_task" ? namedProviders(hook, config.agents) : [];
  const pausedAs = (name: string): Pause | undefined =>
    pauses.find((pause) => pause.kind === "provider" && pause.name === name);
  const sentence = (pause: Pause | undefined): string | null =>
    pause === undefined ? null : explainPause(pause, now);
  return {
    waiting: waitingGroups(ledger, hook, { now, pauses }),
    budget: wireBudget(hook, gatherBudget(ledger, hook.id, { now, timezone })),
    paused: pauses
      .filter((pause) => concerns(pause, hook))
      .map((pause) => explainPause(pause, now)),
    fuse: { runs, within_seconds: withinSeconds },
    providers: names.map((name) => ({ name, paused: sentence(pausedAs(name)) })),
  };
}

function concerns(pause: Pause, { id }: Hook): boolean {
  if (pause.kind === "provider") return false;
  return pause.kind === "all" || pause.name === id || entityOf(pause)?.hookId === id;
}

function waitingGroups(
  ledger: LedgerReadPort,
  { id: hookId }: Hook,
  facts: Parameters<typeof explainDelivery>[1],
): WaitingGroup[] {
  const waiting = (["queued", "held"] as const).flatMap((state) =>
    ledger.deliveries({ hookId, state, limit: MOST_LOOKED_AT }),
  );
  const groups = Map.groupBy(waiting, ({ state, status }) => status ?? state);
  return [...groups].map(([status, list]) => {
    const oldest = list.at(-1);
    const explanation = oldest === undefined ? null : explainDelivery(oldest, facts);
    return { status, count: list.length, explanation };
  });
}

/** The state in lines; what a sender wrote is made printable. */
export function hookStateLines(state: HookState, now: number): string[] {
  const { fuse, paused, providers, waiting } = state;
  return fields([
    ...waiting.map(
      ({ status, count, explanation }) => [`${count} ${status}`, line(explanation ?? "")] as const,
    ),
    ["budget", budgetLine(state.budget, now)],
    ...paused.map((sentence) => ["paused", line(sentence)] as const),
    ["fuse", `${fuse.runs} runs on one entity within ${fuse.within_seconds} s`],
    ...providers.map(
      ({ name, paused: why }) => [name, why === null ? "not paused" : line(why)] as const,
    ),
  ]);
}

function line(text: string): string {
  return printableLine(text, 2000);
}
