// A POST to a hook comes in. When it is answered 202 it is on the relay's disk, and in its place in the line; or its
// daemon has said itself what its sender is to read.

import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { CANARY_HEADER } from "../../core/events/canary.ts";
import { parsePayload } from "../../core/events/payload.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { handshakeAnswer } from "../../ingress/answer.ts";
import { checkContentType, type ContentType } from "../../ingress/checks/content-type.ts";
import { checkJson } from "../../ingress/checks/json.ts";
import { headerValues, signedRequest, type HookRequest } from "../../ingress/hook-request.ts";
import { verifyRequest } from "../../signing/verify.ts";
import type { Clock } from "../../system/clock.ts";
import type { RelaySettings } from "../settings/load-relay-config.ts";
import type { Parcels } from "../store/parcels.ts";
import type { Tunnels } from "../tunnel/tunnels.ts";
import { daemonAnswer, keptAnswer } from "./door-answers.ts";
import { readBody, type DoorCall } from "./door-call.ts";
import { findPostedQuestion, mayBeQuestion } from "./door-question.ts";
import { BLOCKED, type DoorLimits } from "./door-limits.ts";
import { rulesOf, type DoorTarget, type OpenHook } from "./door-target.ts";
import type { SealRequest } from "./parcel-seals.ts";

/** What receiving needs. */
export interface ReceiveDeps {
  readonly clock: Pick<Clock, "now">;
  readonly log: Log;
  readonly settings: RelaySettings;
  readonly parcels: Pick<Parcels, "keep">;
  readonly tunnels: Pick<Tunnels, "kept" | "answerTo" | "ask">;
  readonly seal: SealRequest;
  readonly limits: DoorLimits;
}

const RETRY_SECONDS = 30;

/** Takes a POST through the door's checks, in the order of ingress. */
export async function receive(deps: ReceiveDeps, call: DoorCall): Promise<Response | Refusal> {
  const { target, request } = call;
  // No other word may turn away for good what may be right.
  if (!target.isOpen && target.refusal.code === "daemon_away") return target.refusal;
  if (target.isOpen && deps.limits.isBlocked(target, request)) return BLOCKED;
  const type = checkContentType(rulesOf(target).contentTypes, request.headers);
  const mayAsk = target.isOpen && target.hook.enabled && mayBeQuestion(target);
  // A question may come with a media type of its own.
  if (!type.ok && !mayAsk) return type;
  const body = await readBody(deps.settings.config.maxBodyBytes, call);
  if (!body.ok) return body;
  const posted: Posted = { request, type, body: body.bytes };
  const live = target.isOpen && target.hook.enabled ? await answerLive(deps, target, posted) : null;
  if (live !== null) return live;
  return type.ok ? judge(deps, call, { ...posted, type }) : type;
}

/** A request that arrived whole. */
interface Posted {
  readonly request: HookRequest;
  readonly type: ReturnType<typeof checkContentType>;
  readonly body: Uint8Array;
}

/** What is answered now or never, and kept nowhere; null: it is no such request. */
async function answerLive(
  deps: ReceiveDeps,
  target: OpenHook,
  posted: Posted,
): Promise<Response | Refusal | null> {
  const { request, type, body } = posted;
  const question = mayBeQuestion(target)
    ? findPostedQuestion(target, {
        signed: signedRequest(request, body),
        payload: payloadOf(target, posted, deps.settings.config.maxBodyBytes),
      })
    : null;
  if (question?.kind === "answer") return handshakeAnswer(question.handshake);
  // A canary asks whether its daemon hears it now: it is no event, and nothing that could wait.
  const isAsked = question !== null || (type.ok && isCanary(request));
  return isAsked ? askDaemon(deps, target, { request, body }) : null;
}

/** undefined: none that can be read, or too large for a question. */
function payloadOf(
  { source }: OpenHook,
  { type, body }: Pick<Posted, "type" | "body">,
  largestBytes: number,
): unknown {
  if (!type.ok || body.byteLength > largestBytes) return undefined;
  const parsed = parsePayload(source.bodyShapes, type.mediaType, body);
  return parsed.ok ? parsed.payload : undefined;
}

/** What is no question: refused in the order of the answers, or kept. */
async function judge(
  deps: ReceiveDeps,
  call: DoorCall,
  { request, type, body }: Posted & { readonly type: ContentType },
): Promise<Response | Refusal> {
  const { target } = call;
  const { maxBodyBytes, requestsPerMinute } = deps.settings.config;
  const proof = prove(deps, target, { request, body });
  if (proof === null && target.isOpen) {
    const over = await deps.limits.counted(target, request, requestsPerMinute);
    if (over !== null) return over;
  }
  const json = checkJson(rulesOf(target), {
    mediaType: type.mediaType,
    bytes: body,
    isVerified: proof === null && target.isOpen && target.verifier !== null,
    maxUnverifiedBytes: maxBodyBytes,
    parse: parsePayload,
  });
  if (!json.ok) return json;
  if (!target.isOpen) return target.refusal;
  return proof ?? keep(deps, target, { ...call, body });
}

/** Whether it is one is the daemon's to say: what is none is taken there as any other request. */
function isCanary({ headers }: HookRequest): boolean {
  return headerValues(headers, CANARY_HEADER).length === 1;
}

/** null: nothing speaks against it. */
function prove(
  { clock }: Pick<ReceiveDeps, "clock">,
  target: DoorTarget,
  { request, body }: { readonly request: HookRequest; readonly body: Uint8Array },
): Refusal | null {
  if (!target.isOpen) return target.refusal;
  const { hook, verifier } = target;
  if (!hook.enabled) return refuse("hook_disabled", `hook ${hook.id} is switched off`);
  if (verifier === null) return null;
  const { description, keys, publicUrl } = verifier;
  const signed = { ...signedRequest(request, body), publicUrl };
  const verified = verifyRequest(description, signed, keys, clock.now());
  return verified.ok ? null : refuse("unauthorized", verified.reason);
}

/** Has the daemon answer; nothing is kept. */
export async function askDaemon(
  { limits, tunnels, seal, settings }: ReceiveDeps,
  target: OpenHook,
  { request, body }: { readonly request: HookRequest; readonly body: Uint8Array },
): Promise<Response | Refusal> {
  const over = await limits.counted(target, request, settings.config.requestsPerMinute);
  if (over !== null) return over;
  const { daemon, hook } = target;
  const answer = await tunnels.ask({ daemon, hook: hook.id }, seal(target, request, body));
  const response = answer === null ? null : daemonAnswer(answer);
  return response ?? refuse("daemon_away", `daemon ${daemon} did not answer`, RETRY_SECONDS);
}

async function keep(
  deps: ReceiveDeps,
  target: OpenHook,
  { request, body, pass }: DoorCall & { readonly body: Uint8Array },
): Promise<Response | Refusal> {
  const { parcels, tunnels, seal, clock, settings, limits } = deps;
  const lane = { daemon: target.daemon, hook: target.hook.id };
  let number: number;
  try {
    const sealed = seal(target, request, body);
    number = await parcels.keep({ ...lane, sealed, receivedAt: clock.now() });
  } catch (thrown) {
    return notKept(deps.log, lane, toError(thrown));
  }
  pass.leave();
  const answer = tunnels.answerTo(lane, number, settings.config.answerWaitMs);
  tunnels.kept(lane);
  const said = await answer;
  if (said !== null) await limits.noteAnswer(target, request, said.status);
  // What is to be tried again is the relay's to try, no more its sender's.
  const isFinal = said !== null && said.status < 500 && said.status !== 429;
  return (isFinal ? daemonAnswer(said) : null) ?? keptAnswer(lane.hook, target.source);
}

function notKept(log: Log, lane: { daemon: string; hook: string }, error: Error): Refusal {
  if (error instanceof WakehookError && error.code === "queue_full")
    return refuse("queue_full", error.message, RETRY_SECONDS);
  log.error("a request could not be kept", { ...lane, error: error.message });
  return refuse("storage_unavailable", error.message, RETRY_SECONDS);
}
