// The routes about what holds deliveries back: pauses, providers, budgets.

import { gatherBudget, onceMore, wireBudget } from "../../core/admission/budget-today.ts";
import { explainPause } from "../../core/admission/explain-pause.ts";
import type { Hook } from "../../core/settings/hook.ts";
import { isHookId } from "../../core/records/ids.ts";
import type { Allowance } from "../../core/ports/ledger-read-port.ts";
import type { Pause, PauseKind } from "../../core/admission/pause.ts";
import { isProviderId, PROVIDERS, type ProviderId } from "../../core/settings/providers.ts";
import { wirePause } from "../../core/wire/wire.ts";
import { systemTimezone } from "../../system/clock.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import type { AdminDeps } from "../deps.ts";
import type { Call, Handlers } from "../handler.ts";

/** The handlers of pauses, providers and budgets. */
export function createControlHandlers(
  deps: AdminDeps,
  answers: Answers,
): Handlers<"listPauses" | "pause" | "endPause" | "listProviders" | "showBudget" | "raiseBudget"> {
  const { dispatcher, clock } = deps;
  const shown = (pause: Pause) => ({
    ...wirePause(pause),
    explanation: explainPause(pause, clock.now()),
  });

  return {
    listPauses: () => answers.json({ pauses: dispatcher.pauses().map(shown) }),
    pause({ body }) {
      const wanted = wantedPause(deps, body);
      if (!wanted.ok) return wanted;
      const { kind, name, forMs } = wanted;
      const until = forMs === null ? null : clock.now() + forMs;
      return answers.json(shown(dispatcher.pause(kind, name, until)), 201);
    },
    endPause({ body: { kind, name } }) {
      dispatcher.resume(kind, name);
      return answers.json({ ended: true, kind, name });
    },
    listProviders() {
      const pauses = dispatcher.pauses();
      const ids = Object.keys(PROVIDERS).filter(isProviderId);
      return answers.json({ providers: ids.map((id) => wireProvider(id, pauses, shown)) });
    },
    showBudget({ id }) {
      const hook = findHook(deps, id);
      return "ok" in hook ? hook : answers.json(budgetOf(deps, hook));
    },
    raiseBudget({ id, body }) {
      const hook = findHook(deps, id);
      if ("ok" in hook) return hook;
      const more = wantedRaise(hook, body);
      if ("ok" in more) return more;
      const day = dispatcher.raiseBudget(hook.id, more);
      return answers.json({ ...budgetOf(deps, hook), day, added: more });
    },
  };
}

type Wanted = {
  readonly ok: true;
  readonly kind: Exclude<PauseKind, "entity">;
  readonly name: string;
  readonly forMs: number | null;
};

function wantedPause(
  { settings }: Pick<AdminDeps, "settings">,
  { kind, for_seconds: seconds = null, ...given }: Call<"pause">["body"],
): Wanted | AdminRefusal {
  const name = given.name ?? (kind === "all" ? "all" : undefined);
  if (name === undefined) return refusal("usage", `name is missing: which ${kind}?`);
  const text = JSON.stringify(name.slice(0, 80));
  if (kind === "all" && name !== "all")
    return refusal("usage", `name cannot be ${text}`, "for everything leave it away");
  if (kind === "hook" && !(isHookId(name) && settings().hooks.has(name)))
    return refusal("not_found", `there is no hook ${text}`);
  if (kind === "provider" && !isProviderId(name))
    return refusal("not_found", `there is no provider ${text}`, Object.keys(PROVIDERS).join(", "));
  return { ok: true, kind, name, forMs: seconds === null ? null : seconds * 1000 };
}

function wireProvider<Shown>(
  id: ProviderId,
  pauses: readonly Pause[],
  shown: (pause: Pause) => Shown,
) {
  const pause = pauses.find(({ kind, name }) => kind === "provider" && name === id);
  const { title } = PROVIDERS[id];
  return { name: id, title, paused: pause !== undefined, pause: pause ? shown(pause) : null };
}

function findHook({ settings }: Pick<AdminDeps, "settings">, id: string): Hook | AdminRefusal {
  const loaded = isHookId(id) ? settings().hooks.get(id) : undefined;
  const shown = JSON.stringify(id.slice(0, 80));
  if (loaded === undefined) return refusal("not_found", `there is no hook ${shown}`);
  return loaded.hook ?? refusal("refused", `the entry of the hook ${shown} was never valid`);
}

function budgetOf({ ledger, clock, settings }: AdminDeps, hook: Hook) {
  const timezone = settings().config.timezone ?? systemTimezone();
  return wireBudget(hook, gatherBudget(ledger, hook.id, { now: clock.now(), timezone }));
}

/** What is added; what has no limit cannot be raised. */
function wantedRaise(
  { id, budget }: Hook,
  { runs = null, usd = null }: Call<"raiseBudget">["body"],
): Allowance | AdminRefusal {
  if (budget === undefined)
    return refusal("refused", `the hook ${id} has no budget`, "nothing of it is held for one");
  if (runs === null && usd === null) return onceMore(budget);
  const more = { runs: runs ?? 0, usd: usd ?? 0 };
  if (more.runs > 0 && budget.runsPerDay === undefined && budget.runsPerHour === undefined)
    return refusal("refused", `the budget of ${id} has no limit of runs`);
  if (more.usd > 0 && budget.usdPerDay === undefined)
    return refusal("refused", `the budget of ${id} has no limit of dollars`);
  return more;
}
