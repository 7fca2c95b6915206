// Questions that senders ask without a signature (a challenge before a secret exists), and by other methods
// than POST (Meta's GET, Trello's HEAD). The rows of the hook's source come in; the answer goes out.

import { parsePayload } from "../core/payload.ts";
import { refuse } from "../core/refusals.ts";
import { authenticate } from "./checks/authenticate.ts";
import { checkBody } from "./checks/body.ts";
import { checkContentType } from "./checks/content-type.ts";
import { checkHookEnabled } from "./checks/hook-enabled.ts";
import type { Clock } from "../system/clock.ts";
import { findHandshake } from "./handshake.ts";
import { signedRequest } from "./hook-request.ts";
import type { ChainResult, Step } from "./step.ts";

const NO_BODY = new Uint8Array();

/** Finds an unsigned question in a POST. null: it is none, and goes on through the chain. */
export async function findOpenQuestion(step: Step): Promise<ChainResult | null> {
  const { request, target } = step;
  const { usable } = target;
  const rules = usable?.source.handshakes.filter(
    (rule) => !rule.authenticated && rule.method === request.method,
  );
  if (usable === undefined || rules === undefined || rules.length === 0) return null;
  if (checkHookEnabled(usable.hook) !== null) return null;
  // A question may come with a media type of its own, and with no body at all.
  const body = await checkBody(step);
  if (!body.ok) return body;
  const type = checkContentType(usable.source.contentTypes, request.headers);
  const parsed = type.ok
    ? parsePayload(usable.source.bodyShapes, type.mediaType, body.bytes)
    : undefined;
  const handshake = findHandshake(rules, {
    signed: signedRequest(request, body.bytes),
    payload: parsed?.ok === true ? parsed.payload : undefined,
  });
  return handshake === null ? null : { ok: true, usable, handshake };
}

/** Answers a request that is no POST: a question of the hook's source, or 405. */
export function answerOtherMethod(
  deps: { readonly clock: Pick<Clock, "now"> },
  { request, target }: Step,
): ChainResult {
  const { usable } = target;
  const notAllowed = refuse("method_not_allowed", `${request.method} is not taken by this hook`);
  if (usable === undefined || checkHookEnabled(usable.hook) !== null) return notAllowed;
  const signed = signedRequest(request, NO_BODY);
  const handshake = findHandshake(usable.source.handshakes, { signed, payload: undefined });
  if (handshake === null) return notAllowed;
  const refusal = handshake.rule.authenticated
    ? authenticate(usable, signed, deps.clock.now())
    : null;
  return refusal ?? { ok: true, usable, handshake };
}
