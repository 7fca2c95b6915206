// The routes about what holds deliveries back: pauses, providers, budgets.

import { gatherBudget, onceMore, wireBudget } from "../../core/admission/budget-today.ts";
import { parseDuration } from "../../core/settings/duration.ts";
import { explainPause } from "../../core/admission/explain-pause.ts";
import type { Hook } from "../../core/settings/hook.ts";
import { isHookId } from "../../core/records/ids.ts";
import type { Allowance } from "../../core/ports/ledger-port.ts";
import { PAUSE_KINDS, type Pause, type PauseKind } from "../../core/admission/pause.ts";
import { isProviderId, PROVIDERS, type ProviderId } from "../../core/settings/providers.ts";
import { wirePause } from "../../core/wire/wire.ts";
import { systemTimezone } from "../../system/clock.ts";
import { refusal, type AdminRefusal, type Answers } from "../answer.ts";
import { readJsonObject, type JsonObject } from "../body.ts";
import type { AdminDeps } from "../deps.ts";
import type { Handlers } from "../handler.ts";
import { ADMIN_ROUTES } from "../routes/routes.ts";

const MAX_BYTES = 1024;
const MOST_RUNS = 1_000_000;
const MOST_USD = 1_000_000;

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
  const bodyOf = (request: Request, route: "pause" | "endPause" | "raiseBudget") => {
    const fields = Object.keys(ADMIN_ROUTES[route].body);
    return readJsonObject(clock, request, { fields, maxBytes: MAX_BYTES });
  };

  return {
    listPauses: () => answers.json({ pauses: dispatcher.pauses().map(shown) }),
    async pause({ request }) {
      const read = await bodyOf(request, "pause");
      const wanted = read.ok ? wantedPause(deps, read.value) : read;
      if (!wanted.ok) return wanted;
      const { kind, name, forMs } = wanted;
      const until = forMs === null ? null : clock.now() + forMs;
      return answers.json(shown(dispatcher.pause(kind, name, until)), 201);
    },
    async endPause({ request }) {
      const read = await bodyOf(request, "endPause");
      if (!read.ok) return read;
      const { kind, name } = read.value;
      if (!isPauseKind(kind)) return badKind(kind, Object.keys(PAUSE_KINDS));
      if (typeof name !== "string") return refusal("usage", "name is not a text");
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
    async raiseBudget({ id, request }) {
      const hook = findHook(deps, id);
      if ("ok" in hook) return hook;
      const read = await bodyOf(request, "raiseBudget");
      const more = read.ok ? wantedRaise(hook, read.value) : read;
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
  given: JsonObject,
): Wanted | AdminRefusal {
  const { kind, name = kind === "all" ? "all" : undefined, for_seconds: seconds = null } = given;
  if (kind !== "all" && kind !== "hook" && kind !== "provider")
    return badKind(kind, ["all", "hook", "provider"]);
  if (typeof name !== "string") return refusal("usage", "name is not a text");
  const text = JSON.stringify(name.slice(0, 80));
  if (kind === "all" && name !== "all")
    return refusal("usage", `name cannot be ${text}`, "for everything leave it away");
  if (kind === "hook" && !(isHookId(name) && settings().hooks.has(name)))
    return refusal("not_found", `there is no hook ${text}`);
  if (kind === "provider" && !isProviderId(name))
    return refusal("not_found", `there is no provider ${text}`, Object.keys(PROVIDERS).join(", "));
  const length = typeof seconds === "number" ? parseDuration(seconds) : null;
  if (seconds !== null && length === null)
    return refusal("usage", "for_seconds is not a number above 0, of ten years at most");
  return { ok: true, kind, name, forMs: length === null ? null : length * 1000 };
}

function isPauseKind(kind: unknown): kind is PauseKind {
  return typeof kind === "string" && Object.hasOwn(PAUSE_KINDS, kind);
}

function badKind(kind: unknown, known: readonly string[]): AdminRefusal {
  const shown = JSON.stringify(kind ?? null).slice(0, 80);
  return refusal("usage", `kind cannot be ${shown}`, `kind takes ${known.join(", ")}`);
}

function wireProvider(id: ProviderId, pauses: readonly Pause[], shown: (pause: Pause) => object) {
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
function wantedRaise({ id, budget }: Hook, given: JsonObject): Allowance | AdminRefusal {
  if (budget === undefined)
    return refusal("refused", `the hook ${id} has no budget`, "nothing of it is held for one");
  const { runs = null, usd = null } = given;
  if (runs === null && usd === null) return onceMore(budget);
  if (runs !== null && !(Number.isInteger(runs) && isWithin(runs, MOST_RUNS)))
    return refusal("usage", `runs is not a whole number from 0 to ${MOST_RUNS}`);
  if (usd !== null && !isWithin(usd, MOST_USD))
    return refusal("usage", `usd is not a number from 0 to ${MOST_USD}`);
  const more = { runs: Number(runs ?? 0), usd: Number(usd ?? 0) };
  if (more.runs > 0 && budget.runsPerDay === undefined && budget.runsPerHour === undefined)
    return refusal("refused", `the budget of ${id} has no limit of runs`);
  if (more.usd > 0 && budget.usdPerDay === undefined)
    return refusal("refused", `the budget of ${id} has no limit of dollars`);
  return more;
}

function isWithin(value: unknown, most: number): boolean {
  return typeof value === "number" && value >= 0 && value <= most;
}
