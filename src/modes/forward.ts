// In: a delivery whose turn has come. Out: what another URL answered to it. Where it goes is checked at every attempt,
// and none of the sender's credentials goes along.

import type { RunOutcome } from "../core/records/run.ts";
import { fillForward, type ForwardSecrets } from "../core/outbound/forward-request.ts";
import { originOf } from "../core/outbound/forward-url.ts";
import type { HookId } from "../core/records/ids.ts";
import type { Mode, RunRequest } from "../core/ports/mode-port.ts";
import type { Source } from "../core/events/source.ts";
import type { Lookup } from "../outbound/resolve-target.ts";
import { sendChecked } from "../outbound/send-checked.ts";
import type { Clock } from "../system/clock.ts";
import { forwardHeaders } from "./forward-headers.ts";
import { FORWARD_ANSWER_BYTES, forwardOutcome } from "./forward-outcome.ts";
import { keepAnswer } from "./keep-answer.ts";

/** What the mode needs. */
export interface ForwardDeps {
  readonly clock: Clock;
  readonly lookup: Lookup;
  /** What of a hook's `forward` is secret; null: the hook is gone. */
  readonly forwardSecrets: (id: HookId) => ForwardSecrets | null;
  /** Takes the secrets in force out of what a run says. */
  readonly mask: (text: string) => string;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
}

const SECOND_MS = 1000;
/** No receiver of webhooks takes longer, and a run holds a slot. */
const LONGEST_TRY_MS = 60_000;

/** Makes the mode `forward`. One run is one try; `retry` says when the next one follows. */
export function createForward(deps: ForwardDeps): Mode {
  return {
    name: "forward",
    folder: () => null,
    agent: ({ forward }) =>
      forward === undefined ? null : `forward ${originOf(forward.url) ?? ""}`.trim(),
    async run(request) {
      if (!request.config.features.forward)
        return {
          status: "error:feature_off_forward",
          reason: "features.forward is off in config.json",
        };
      const outcome = await forward(deps, request);
      return keepAnswer(deps.mask, request.runFolder, outcome);
    },
  };
}

async function forward(deps: ForwardDeps, request: RunRequest): Promise<RunOutcome> {
  const { hook, config, delivery, signal } = request;
  const refuse = (reason: string): RunOutcome => ({ status: "error:bad_template", reason });
  const secrets = deps.forwardSecrets(hook.id);
  if (hook.forward === undefined || secrets === null) return refuse("the hook has no forward");
  const source = deps.findSource(delivery.source);
  const filled = fillForward(hook.forward, secrets, { ...request, source });
  if (!filled.ok) return refuse(filled.reason);
  const nowMs = deps.clock.now();
  const headers = forwardHeaders(request, filled.request, { secret: secrets.secret, nowMs });
  if (!headers.ok) return refuse(headers.reason);
  const timeoutMs = Math.min(hook.timeoutSeconds * SECOND_MS, LONGEST_TRY_MS);
  const answer = await sendChecked(deps, {
    ...filled.request,
    headers: headers.headers,
    allowed: config.forwardAllow,
    timeoutMs,
    signal,
    answerBytes: FORWARD_ANSWER_BYTES,
  });
  const { clock, mask } = deps;
  const outcome = forwardOutcome(answer, { nowMs: clock.now(), timeoutMs, signal, mask });
  return { ...outcome, agent: `forward ${filled.request.url.origin}` };
}
