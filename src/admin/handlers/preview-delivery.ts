// A delivery in; what would run for it out: the prompt as the program would get it, and by what and with which
// rights. Nothing is started, and nothing is written.

import { writtenFor } from "../../core/settings/by-provider.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import { isProviderId } from "../../core/settings/providers.ts";
import { isAgentsWork } from "../../core/admission/hook-providers.ts";
import type { RenderedMessage } from "../../core/text/render-message.ts";
import { PREVIEW_BOUNDARY, PREVIEW_MARK } from "../../core/text/render-prompt.ts";
import type { RunPlan } from "../../core/admission/run-plan.ts";
import type { WirePreview } from "../../core/wire/wire-preview.ts";
import { renderRunInput } from "../../system/run-input.ts";
import type { AdminDeps } from "../deps.ts";

/** What a preview needs. */
export type PreviewDeps = Pick<
  AdminDeps,
  "clock" | "ledger" | "dispatcher" | "findSource" | "home" | "settings"
>;

/**
 * Shows a delivery as it would run now.
 * @throws WakehookError `refused` where its hook could run nothing.
 */
export async function previewDelivery(deps: PreviewDeps, delivery: Delivery): Promise<WirePreview> {
  const plan = deps.dispatcher.preview(delivery.id);
  const input = await inputOf(deps, delivery, plan);
  const { hook, agent, folder, trust } = plan;
  return {
    delivery_id: delivery.id,
    hook_id: delivery.hookId,
    mode: hook.mode,
    agent,
    model:
      agent === null || !isProviderId(agent)
        ? null
        : (writtenFor(hook.model, hook.provider, agent) ?? null),
    // A target is the owner's own program: what it may do is not wakehook's to say.
    permission: isAgentsWork(hook, deps.settings().config) ? hook.permission : null,
    trust: trust?.reason ?? null,
    folder,
    worktree: hook.mode === "cron_task" && hook.worktree,
    age_ms: Math.max(0, deps.clock.now() - delivery.receivedAt),
    last_cost_usd: deps.ledger.lastCostUsd(delivery.hookId),
    prompt: input?.ok === true ? input.text : null,
    missing: input?.ok === true ? input.missing : [],
    problem: input?.ok === false ? input.reason : null,
  };
}

function inputOf(
  { ledger, findSource, home }: PreviewDeps,
  delivery: Delivery,
  { hook }: RunPlan,
): Promise<RenderedMessage | null> {
  return renderRunInput(home, {
    hook,
    delivery,
    content: ledger.content(delivery.id) ?? { headers: [], body: null },
    source: findSource(delivery.source),
    boundary: PREVIEW_BOUNDARY,
    mark: PREVIEW_MARK,
  });
}
