// A POST to a hook comes in. When it is answered 202 it is on the relay's disk, and in its place in the line; or its
// daemon has said itself what its sender is to read.

import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { CANARY_HEADER } from "../../core/events/canary.ts";
import { parsePayload } from "../../core/events/payload.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { handshakeAnswer } from "../../ingress/answer.ts";
import { checkContentType } from "../../ingress/checks/content-type.ts";
import { checkJson } from "../../ingress/checks/json.ts";
import { headerValues, signedRequest, type HookRequest } from "../../ingress/hook-request.ts";
import type { LargeBodyPass } from "../../ingress/large-bodies.ts";
import { verifyRequest } from "../../signing/verify.ts";
import type { Clock } from "../../system/clock.ts";
import type { RelaySettings } from "../settings/load-relay-config.ts";
import type { Parcels } from "../store/parcels.ts";
import type { Tunnels } from "../tunnel/tunnels.ts";
import { daemonAnswer, keptAnswer } from "./door-answers.ts";
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

/** One request on its way. */
export interface DoorCall {
  readonly target: DoorTarget;
  readonly request: HookRequest;
  readonly pass: LargeBodyPass;
}

const RETRY_SECONDS = 30;

/** Takes a POST through the door's checks, in the order of ingress. */
export async function receive(deps: ReceiveDeps, call: DoorCall): Promise<Response | Refusal> {
  const { target, request } = call;
  const { maxBodyBytes, requestsPerMinute } = deps.settings.config;
  // No other word may turn away for good what may be right.
  if (!target.isOpen && target.refusal.code === "daemon_away") return target.refusal;
  if (target.isOpen && deps.limits.isBlocked(target, request)) return BLOCKED;
  const rules = rulesOf(target);
  const type = checkContentType(rules.contentTypes, request.headers);
  const isQuestion = target.isOpen && target.hook.enabled && mayBeQuestion(target);
  if (!type.ok && !isQuestion) return type;
  const body = await readBody(deps, call);
  if (!body.ok) return body;
  if (isQuestion) {
    const isReadable = type.ok && body.bytes.byteLength <= maxBodyBytes;
    const parsed = isReadable ? parsePayload(rules.bodyShapes, type.mediaType, body.bytes) : null;
    const answer = await answerPosted(deps, target, {
      request,
      body: body.bytes,
      payload: parsed?.ok === true ? parsed.payload : undefined,
    });
    if (answer !== null) return answer;
  }
  if (!type.ok) return type;
  // A canary asks whether its daemon hears it now: it is no event, and nothing that could wait.
  if (target.isOpen && target.hook.enabled && isCanary(request))
    return askDaemon(deps, target, { request, body: body.bytes });
  const proof = prove(deps, target, { request, body: body.bytes });
  if (proof === null && target.isOpen) {
    const over = await deps.limits.counted(target, request, requestsPerMinute);
    if (over !== null) return over;
  }
  const json = checkJson(rules, {
    mediaType: type.mediaType,
    bytes: body.bytes,
    isVerified: proof === null && target.isOpen && target.verifier !== null,
    maxUnverifiedBytes: maxBodyBytes,
    parse: parsePayload,
  });
  if (!json.ok) return json;
  if (!target.isOpen) return target.refusal;
  return proof ?? keep(deps, target, { ...call, body: body.bytes });
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

async function answerPosted(
  deps: ReceiveDeps,
  target: OpenHook,
  posted: {
    readonly request: HookRequest;
    readonly body: Uint8Array;
    readonly payload: unknown;
  },
): Promise<Response | Refusal | null> {
  const { request, body, payload } = posted;
  const question = findPostedQuestion(target, { signed: signedRequest(request, body), payload });
  if (question === null) return null;
  if (question.kind === "answer") return handshakeAnswer(question.handshake);
  return askDaemon(deps, target, { request, body });
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

/** Bounded while it streams: `max_body_bytes`, or what the preset says where that is more; few of those at a time. */
async function readBody(
  { settings }: Pick<ReceiveDeps, "settings">,
  { target, request, pass }: DoorCall,
): Promise<{ readonly ok: true; readonly bytes: Uint8Array } | Refusal> {
  const largeBytes = settings.config.maxBodyBytes;
  const maxBytes = Math.max(largeBytes, rulesOf(target).maxBodyBytes ?? 0);
  const tooLarge = refuse("body_too_large", `the body is larger than ${maxBytes} bytes`);
  const [announced] = headerValues(request.headers, "content-length");
  if (announced !== undefined && Number(announced) > maxBytes) return tooLarge;
  const read = await request.readBody({ maxBytes, largeBytes, enterLarge: () => pass.enter() });
  if (read.kind === "whole") return { ok: true, bytes: read.bytes };
  if (read.kind === "too_large") return tooLarge;
  return refuse("body_timeout", "the sender stalled or hung up before its body was complete");
}
