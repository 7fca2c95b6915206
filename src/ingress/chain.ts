// A request to a hook comes in; accepted, a sender's question, or the first refusal goes out.
//
// The order of the answers is 429, 415, 413 or 400, 404, 403, 401, claim. The order of the work is another:
// the hook is looked up first, so that its sender's rules apply, and the signature is checked over the raw
// bytes before they are parsed. So each check leaves its word, and the first word in the answers' order wins.
// A hook whose entry was never valid comes before all: 503.

import type { HookId } from "../core/records/ids.ts";
import type { Refusal } from "../core/records/refusals.ts";
import { authenticate } from "./checks/authenticate.ts";
import { checkBody, type WholeBody } from "./checks/body.ts";
import { claim, type ClaimDeps } from "./checks/claim.ts";
import { checkContentType, type ContentType } from "./checks/content-type.ts";
import { checkHookEnabled } from "./checks/hook-enabled.ts";
import { checkHookExists, unusableHook, type ExistingHook } from "./checks/hook-exists.ts";
import { checkJson } from "./checks/json.ts";
import type { RateLimit } from "./checks/rate-limit.ts";
import { answerCanary, type CanaryDeps } from "./canary.ts";
import { askChallenge } from "./challenge.ts";
import { findHandshake } from "./handshake.ts";
import { signedRequest } from "./hook-request.ts";
import { findLateQuestion } from "./late-question.ts";
import type { ChainRefusal, ChainResult, Step } from "./step.ts";
import type { UsableHook } from "./target-hook.ts";
import { answerOtherMethod, findOpenQuestion } from "./open-question.ts";
import type { PairingDeps } from "./pairing.ts";
import { checkedAsOf } from "./passage.ts";
import { asIfUnknown } from "./uniform-refusal.ts";

/** What the chain needs. */
export interface ChainDeps extends ClaimDeps, PairingDeps, CanaryDeps {
  readonly rateLimit: RateLimit;
}

/** Takes a request through all checks, and counts a refusal. */
export async function runChain(deps: ChainDeps, step: Step): Promise<ChainResult> {
  // Nothing is known of its sender's rules: no other word may turn away for good what may be right.
  const unusable = unusableHook(step.target);
  if (unusable !== null) return unusable;
  const result = await passChecks(deps, step);
  const hookId = step.target.loaded?.id ?? null;
  return result.ok ? result : countRefusal(deps, { ...step, hookId }, result);
}

/** Takes a request to a hook through all checks. What is no POST can only be a question. */
export function passChecks(deps: ChainDeps, step: Step): Promise<ChainResult> {
  if (step.request.method === "POST") return judge(deps, step);
  return Promise.resolve(answerOtherMethod(deps, step));
}

/** Counts a refusal against the id that was called, where there is one; over the budget it reads 429. */
export async function countRefusal(
  deps: Pick<ChainDeps, "rateLimit">,
  called: Pick<Step, "request" | "settings"> & { readonly hookId: HookId | null },
  refusal: ChainRefusal,
): Promise<ChainRefusal> {
  const { request, settings } = called;
  if (request.origin === "test" || request.passage !== undefined) return refusal;
  if (!isSendersFault(refusal)) return refusal;
  const { failuresPerMinute, uniformRefusals } = settings.config.webhooks;
  // One budget for all hooks where a budget of its own would tell that a hook is there.
  const hookId = uniformRefusals ? null : called.hookId;
  const over = await deps.rateLimit.refused(request.remoteAddress, hookId, failuresPerMinute);
  return over ?? refusal;
}

/** What is our own trouble is told as it is, and is not counted against the sender; nor is a wrong method, which tries no credential. */
function isSendersFault({ code }: Refusal): boolean {
  if (code === "method_not_allowed") return false;
  return code !== "rate_limited" && code !== "queue_full" && code !== "storage_unavailable";
}

async function judge(deps: ChainDeps, step: Step): Promise<ChainResult> {
  const { request, target } = step;
  const { webhooks } = step.settings.config;
  const question = await findOpenQuestion(deps, step);
  if (question !== null) return question;

  const type = checkContentType(target.rules.contentTypes, request.headers);
  if (!type.ok) return type;
  const body = await checkBody(step);
  if (!body.ok) return body;
  const proof = prove(deps, step, body);
  // Who brings what waited has counted it already, and would only bring it again.
  const over =
    proof.ok && request.passage === undefined
      ? await deps.rateLimit.verified(proof.usable.hook.id, webhooks.requestsPerMinute)
      : null;
  if (over !== null) return { ...over, proven: true };
  const json = checkJson(target.rules, {
    mediaType: type.mediaType,
    bytes: body.bytes,
    isVerified: proof.ok,
    maxUnverifiedBytes: webhooks.maxBodyBytes,
    parse: step.parse,
  });
  if (!json.ok) return proof.ok ? { ...json, proven: true } : json;
  if (proof.ok) return conclude(deps, step, { ...proof, type, body, payload: json.payload });
  const late = findLate(deps, step, { mediaType: type.mediaType, body, code: proof.code });
  if (late !== null) return late;
  const unsigned = await unsignedCanary(deps, step, proof.code);
  if (unsigned !== null) return unsigned;
  return webhooks.uniformRefusals ? asIfUnknown(step, body, proof) : proof;
}

/** 404, 503, 403, 401 in this order; the signature is checked over the raw bytes. */
function prove(
  deps: ChainDeps,
  { target, request, settings }: Step,
  body: WholeBody,
): ExistingHook | Refusal {
  const exists = checkHookExists(target);
  if (!exists.ok) return exists;
  const disabled = checkHookEnabled(exists.usable.hook);
  if (disabled !== null) return disabled;
  if (request.origin === "test" || request.passage?.proven === true) return exists;
  const signed = signedRequest(request, body.bytes);
  const asOf = checkedAsOf(request, settings.config.webhooks, deps.clock.now());
  return authenticate(exists.usable, signed, asOf) ?? exists;
}

/** What was signed too long ago may still be a question. */
function findLate(
  { clock }: Pick<ChainDeps, "clock">,
  { target, request }: Step,
  refused: { readonly mediaType: string; readonly body: WholeBody; readonly code: Refusal["code"] },
): ChainResult | null {
  const { usable } = target;
  const { mediaType, body, code } = refused;
  if (usable === undefined || code !== "unauthorized") return null;
  const signed = signedRequest(request, body.bytes);
  const handshake = findLateQuestion(usable, signed, { mediaType, nowMs: clock.now() });
  return handshake === null ? null : { ok: true, usable, handshake };
}

/** A canary of a hook whose scheme wakehook cannot sign proves itself by its own header alone. */
async function unsignedCanary(
  deps: ChainDeps,
  { request, settings, target }: Step,
  code: Refusal["code"],
): Promise<ChainResult | null> {
  const { usable } = target;
  if (usable === undefined || code !== "unauthorized") return null;
  const handshake = answerCanary(deps, request, false);
  if (handshake === null) return null;
  const { requestsPerMinute } = settings.config.webhooks;
  const over = await deps.rateLimit.verified(usable.hook.id, requestsPerMinute);
  return over ?? { ok: true, usable, handshake };
}

/** A proven request is a question of its sender, or is claimed. */
async function conclude(
  deps: ChainDeps,
  { request, settings }: Step,
  found: {
    readonly usable: UsableHook;
    readonly type: ContentType;
    readonly body: WholeBody;
    readonly payload: unknown;
  },
): Promise<ChainResult> {
  const { usable, payload } = found;
  const proven = {
    usable,
    request,
    signed: signedRequest(request, found.body.bytes),
    contentType: found.type.contentType,
    payload,
  };
  const handshake =
    answerCanary(deps, request, true) ?? findHandshake(usable.source.handshakes, proven);
  if (handshake !== null) return { ok: true, usable, handshake };
  const challenge = request.origin === "test" ? null : askChallenge(usable, proven.signed, true);
  if (challenge !== null)
    return challenge.ok ? { ...challenge, usable } : { ...challenge, proven: true };
  const claimed = await claim(deps, settings.config.webhooks, proven);
  return claimed.ok ? { ...claimed, usable } : { ...claimed, proven: true };
}
