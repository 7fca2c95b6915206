// Questions that senders ask without a signature (a challenge before a secret exists), and by other methods
// than POST (Meta's GET, Trello's HEAD). The rows of the hook's source come in; the answer goes out.

import { parsePayload } from "../core/events/payload.ts";
import { refuse } from "../core/records/refusals.ts";
import type { Clock } from "../system/clock.ts";
import { allowOrigin } from "./allowed-origin.ts";
import { askChallenge } from "./challenge.ts";
import { authenticate } from "./checks/authenticate.ts";
import { checkBody } from "./checks/body.ts";
import { checkContentType } from "./checks/content-type.ts";
import { checkHookEnabled } from "./checks/hook-enabled.ts";
import { findHandshake, isAsked } from "./handshake.ts";
import { signedRequest } from "./hook-request.ts";
import { pair, type PairingDeps } from "./pairing.ts";
import type { ChainResult, Step } from "./step.ts";

const NO_BODY = new Uint8Array();

/** Finds an unsigned question in a POST. null: it is none, and goes on through the chain. */
export async function findOpenQuestion(deps: PairingDeps, step: Step): Promise<ChainResult | null> {
  const { request, target } = step;
  const { usable } = target;
  if (usable === undefined || request.origin === "test") return null;
  const { source } = usable;
  const rules = source.handshakes.filter(
    (rule) => !rule.authenticated && rule.method === request.method,
  );
  if (rules.length === 0 && source.pairing === undefined) return null;
  if (checkHookEnabled(usable.hook) !== null) return null;
  // A question may come with a media type of its own, and with no body at all.
  const body = await checkBody(step);
  if (!body.ok) return body;
  const type = checkContentType(source.contentTypes, request.headers);
  const isReadable = type.ok && body.bytes.byteLength <= step.settings.config.webhooks.maxBodyBytes;
  const parsed = isReadable
    ? parsePayload(source.bodyShapes, type.mediaType, body.bytes)
    : undefined;
  const question = {
    signed: signedRequest(request, body.bytes),
    payload: parsed?.ok === true ? parsed.payload : undefined,
  };
  const handshake = findHandshake(rules, question);
  if (handshake !== null) return { ok: true, usable, handshake };
  const paired = await pair(deps, usable, question);
  return paired?.ok === true ? { ...paired, usable } : paired;
}

/** Answers a request that is no POST: a question of the hook's source, or 405. */
export function answerOtherMethod(
  deps: { readonly clock: Pick<Clock, "now"> },
  { request, target, settings }: Step,
): ChainResult {
  const { usable } = target;
  const { requestsPerMinute, uniformRefusals } = settings.config.webhooks;
  const notAllowed = refuse("method_not_allowed", `${request.method} is not taken by this hook`);
  if (usable === undefined || checkHookEnabled(usable.hook) !== null) return notAllowed;
  const signed = signedRequest(request, NO_BODY);
  const allowed = allowOrigin(usable, request, requestsPerMinute);
  if (allowed !== null) return { ok: true, usable, handshake: allowed };
  const challenge = askChallenge(usable, signed, false);
  if (challenge?.ok === true) return { ...challenge, usable };
  if (challenge !== null) return uniformRefusals ? { ...challenge, told: notAllowed } : challenge;
  const question = { signed, payload: undefined };
  const handshake = findHandshake(usable.source.handshakes, question);
  if (handshake === null) return notAllowed;
  const isOpen = usable.source.handshakes.some(
    (rule) => rule.name === handshake.name && !rule.authenticated && isAsked(rule, question),
  );
  const refusal = isOpen ? null : authenticate(usable, signed, deps.clock.now());
  return refusal ?? { ok: true, usable, handshake };
}
