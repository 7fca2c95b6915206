// What the chain decided comes in; the Response that the sender reads goes out. Nothing else builds one.

import type { AcceptOutcome } from "../core/records/new-delivery.ts";
import type { HookId } from "../core/records/ids.ts";
import { REFUSALS, type Refusal } from "../core/records/refusals.ts";
import type { Source } from "../core/events/source.ts";
import type { Handshake } from "./handshake.ts";
import type { Accepted } from "./step.ts";

const JSON_HEADERS = { "content-type": "application/json", "x-content-type-options": "nosniff" };
/** Where a refusal asks for Retry-After and its check named no time. */
const RETRY_SECONDS = 30;
/** Statuses that have no body (RFC 9110, 15.3). */
const BODILESS = new Set([204, 205, 304]);

/** Success: 202, or the status that means success to this sender, without a body where it would read one. */
export function acceptedAnswer(
  hookId: HookId,
  outcome: AcceptOutcome,
  { successStatus: status, emptyAnswer }: Pick<Source, "successStatus" | "emptyAnswer">,
): Response {
  if (emptyAnswer === true || BODILESS.has(status)) return new Response(null, { status });
  // Ids need no escaping: both are of a closed alphabet.
  const duplicate = outcome.kind === "duplicate" ? ',"duplicate":true' : "";
  const body = `{"accepted":true,"hook_id":"${hookId}","delivery_id":"${outcome.deliveryId}"${duplicate}}`;
  return new Response(body, { status, headers: JSON_HEADERS });
}

/** Success of a route: one line per hook that has it, with the status that means success to the first one's sender. */
export function routeAnswer(routeId: HookId, accepted: readonly Accepted[]): Response {
  const { successStatus: status = 202, emptyAnswer } = accepted[0]?.usable.source ?? {};
  if (emptyAnswer === true || BODILESS.has(status)) return new Response(null, { status });
  const deliveries = accepted.map(({ usable, outcome }) => ({
    hook_id: usable.hook.id,
    delivery_id: outcome.deliveryId,
    ...(outcome.kind === "duplicate" && { duplicate: true }),
  }));
  const body = JSON.stringify({ accepted: true, hook_id: routeId, deliveries });
  return new Response(body, { status, headers: JSON_HEADERS });
}

/** A refusal: its code alone. `extra` are further headers, as Allow. */
export function refusedAnswer(
  refusal: Refusal,
  extra: Readonly<Record<string, string>> = {},
): Response {
  const row = REFUSALS[refusal.code];
  const headers: Record<string, string> = { ...JSON_HEADERS, ...extra };
  if (row.retryAfter) headers["retry-after"] = String(refusal.retryAfterSeconds ?? RETRY_SECONDS);
  // What is left of a body that stalls is not waited for.
  if (refusal.code === "body_timeout") headers["connection"] = "close";
  return new Response(`{"error":"${refusal.code}"}`, { status: row.http, headers });
}

/** The answer to a sender's question. */
export function handshakeAnswer({ status, body, headers = {} }: Handshake): Response {
  if (body === null || BODILESS.has(status)) return new Response(null, { status, headers });
  const all = { ...JSON_HEADERS, ...headers, "content-type": body.contentType };
  return new Response(body.text, { status, headers: all });
}

/** `GET /health`. */
export function healthAnswer(): Response {
  return new Response('{"status":"ok"}', { status: 200, headers: JSON_HEADERS });
}
