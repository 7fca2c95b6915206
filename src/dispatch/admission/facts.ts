// Gathers what core/admission/admit.ts wants to know of a delivery that waits. What costs something is asked only when it is
// wanted, and what holds for a whole hook only once per look at all that waits.

import type { AdmissionFacts, AdmissionQuestions } from "../../core/admission/admit.ts";
import { gatherBudget } from "../../core/admission/budget-today.ts";
import { checkBudget, type BudgetVerdict } from "../../core/admission/budget.ts";
import { nextMinuteOfDay } from "../../core/admission/calendar.ts";
import { burstEnd } from "../../core/admission/coalesce.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Hook } from "../../core/settings/hook.ts";
import { providersOf } from "../../core/admission/hook-providers.ts";
import type { HookId, RunId } from "../../core/records/ids.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import { entityPauseName } from "../../core/admission/pause.ts";
import { chooseProvider, type ProviderChoice } from "../../core/admission/provider-choice.ts";
import { minuteOfDay } from "../../core/admission/quiet-hours.ts";
import {
  findLoadedHook,
  type LoadedHook,
  type SettingsSnapshot,
} from "../../core/settings/settings.ts";
import { systemTimezone, type Clock } from "../../system/clock.ts";
import { createBodyQuestions, type BodyQuestionsDeps } from "./body-questions.ts";
import type { Pauses } from "../owner/pauses.ts";
import { createRunCounts } from "./run-counts.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** What gathering needs from around it. */
export interface FactsDeps extends BodyQuestionsDeps {
  readonly clock: Clock;
  readonly ledger: BodyQuestionsDeps["ledger"] &
    Pick<LedgerPort, "runsBetween" | "spendingSince" | "allowance" | "run" | "delivery">;
  readonly settings: () => SettingsSnapshot;
  readonly pauses: Pauses;
  /** How many runs of a provider go on. */
  readonly runsOf: (provider: string) => number;
}

/** Gathers facts. */
export interface Facts {
  /** `first`: it is asked about again before it starts. */
  of(entry: Waiting, when?: "first"): AdmissionFacts;
  /** The same, with everything that was asked of the whole hook asked anew. */
  forget(): void;
  provider(hook: Hook, config: Config): ProviderChoice;
  budget(hook: Hook): BudgetVerdict;
}

interface Surroundings {
  readonly loaded: LoadedHook | null;
  readonly config: Config;
  readonly when: "first" | undefined;
}

/** Deeper than any chain may be: a ring in the records ends here. */
const DEEPEST = 20;

/** Creates the gathering. */
export function createFacts(deps: FactsDeps): Facts {
  const { clock, ledger, pauses } = deps;
  const body = createBodyQuestions(deps);
  const budgets = new Map<HookId, BudgetVerdict>();
  const counts = createRunCounts({
    ...deps,
    liftedAt: ({ hookId, entity }) =>
      pauses.liftedAt("entity", entityPauseName(hookId, entity ?? "")),
  });

  function of(entry: Waiting, when?: "first"): AdmissionFacts {
    const settings = deps.settings();
    const { config } = settings;
    const loaded = findLoadedHook(settings, entry.hookId) ?? null;
    const hook = loaded?.hook ?? null;
    const { event, entity, origin, notBefore, waived, attempts } = entry;
    const isBurst = hook !== null && entity !== null && attempts === 0;
    return {
      loaded,
      config,
      event,
      entity,
      origin,
      latenessMs: Math.max(0, entry.receivedAt - entry.sentAt),
      // Before its first run it waits for nothing but its burst, which is asked anew each time.
      notBefore: attempts > 0 ? notBefore : null,
      waived,
      refinements: hook === null ? undefined : deps.findSource(hook.source)?.refinements,
      now: clock.now(),
      burstEnd: isBurst ? burstEnd(hook, timesOf(entry, clock.now())) : null,
      minuteOfDay: hook?.quietStart === undefined ? 0 : minuteOfDay(clock.now(), zoneOf(config)),
      pause: pauses.of(entry),
      ask: questions(entry, { loaded, config, when }),
    };
  }

  function questions(entry: Waiting, { loaded, config, when }: Surroundings): AdmissionQuestions {
    const hook = loaded?.hook ?? null;
    const asked = (condition: LoadedHook["condition"]) =>
      hook === null || condition === undefined ? null : body.condition(entry, hook, condition);
    return {
      condition: () => asked(loaded?.condition),
      urgent: () => asked(loaded?.urgent),
      approval: () => asked(loaded?.approval),
      trust: () => (hook?.trust === undefined ? null : body.trust(entry, hook, hook.trust)),
      depth: () => depthOf(entry.causedBy),
      runsOnEntity: () => (hook === null ? 0 : counts.of(entry, hook, when)),
      budget: () => (hook === null ? { ok: true, remainingUsd: null } : budget(hook)),
      provider: () => (hook === null ? { kind: "none" } : provider(hook, config)),
      quietEnd: () => nextMinuteOfDay(clock.now(), hook?.quietEnd ?? 0, zoneOf(config)),
    };
  }

  /** How many of wakehook's own runs led to a delivery: each was itself started by one. */
  function depthOf(causedBy: RunId | null): number {
    let depth = 0;
    for (let runId = causedBy; runId !== null && depth < DEEPEST; depth += 1) {
      const run = ledger.run(runId);
      runId = run === null ? null : (ledger.delivery(run.deliveryId)?.causedBy ?? null);
    }
    return depth;
  }

  function budget(hook: Hook): BudgetVerdict {
    const known = budgets.get(hook.id);
    if (known !== undefined) return known;
    const verdict = hook.budget === undefined ? checkBudget(undefined, NOTHING) : askBudget(hook);
    budgets.set(hook.id, verdict);
    return verdict;
  }

  function askBudget({ id, budget: limits }: Hook): BudgetVerdict {
    const when = { now: clock.now(), timezone: zoneOf(deps.settings().config) };
    return checkBudget(limits, gatherBudget(ledger, id, when));
  }

  function provider(hook: Hook, config: Config): ProviderChoice {
    const { agents } = config;
    const states = providersOf(hook, config).map((name) => ({
      name,
      pause: pauses.find("provider", name),
      hasFreeSlot: deps.runsOf(name) < (agents.maxConcurrentPerProvider[name] ?? Infinity),
    }));
    return chooseProvider(states);
  }

  function forget(): void {
    budgets.clear();
    counts.forget();
  }

  return { of, forget, provider, budget };
}

const NO_SPENDING = { runs: 0, firstAt: null, usd: 0 };
const NOTHING = {
  hour: NO_SPENDING,
  today: NO_SPENDING,
  allowance: { runs: 0, usd: 0 },
  dayEnd: 0,
};

function timesOf({ receivedAt, burstSince }: Waiting, now: number) {
  return { receivedAt, burstSince: burstSince ?? receivedAt, now };
}

function zoneOf({ timezone }: Config): string {
  return timezone ?? systemTimezone();
}
