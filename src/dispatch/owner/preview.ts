// In: any delivery that is on record. Out: what would run for it now. Nothing is started or written.

import { WakehookError } from "../../core/records/errors.ts";
import type { DeliveryId } from "../../core/records/ids.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { RunPlan } from "../../core/admission/run-plan.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { Facts } from "../admission/facts.ts";
import { findDelivery } from "./owner-commands.ts";
import { planRun, type PlanDeps } from "../running/plan-run.ts";
import { toWaiting } from "../waiting/waiting-line.ts";

/** What a preview needs from around it. */
export interface PreviewDeps extends PlanDeps {
  readonly ledger: Pick<LedgerPort, "delivery">;
  readonly settings: () => SettingsSnapshot;
  readonly facts: Pick<Facts, "of" | "provider">;
}

/**
 * What would run for a delivery.
 * @throws WakehookError `not_found`, `refused` where its hook is gone or wrong, or has no mode that is at work.
 */
export function previewRun(deps: PreviewDeps, id: DeliveryId): RunPlan {
  const delivery = findDelivery(deps.ledger, id);
  const { hooks, config } = deps.settings();
  const hook = hooks.get(delivery.hookId)?.hook ?? null;
  if (hook === null) throw nothingRuns(`the hook ${delivery.hookId} is not there, or has an error`);
  const choice = deps.facts.provider(hook, config);
  const entry = toWaiting(delivery, { arrival: 0, arrivedAt: delivery.receivedAt });
  const plan = planRun(deps, entry, { hook, config, choice });
  if (plan === null) throw nothingRuns(`its mode ${hook.mode} is not at work in this version`);
  const { agent, folder, trust } = plan;
  return { hook: plan.hook, agent, folder, trust };
}

function nothingRuns(why: string): WakehookError {
  return new WakehookError("refused", `nothing would run for it: ${why}`, {
    hint: "see: wakehook hook check",
  });
}
