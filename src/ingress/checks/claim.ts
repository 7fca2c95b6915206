// Check 7, the last of the chain: a proven request becomes a delivery with its claims, and is handed to the ledger.
// When the promise settles, it is on disk. Nothing may be answered 202 before that.

import { hash } from "node:crypto";
import type { AcceptOutcome, NewDelivery } from "../../core/records/new-delivery.ts";
import {
  credentialPlaces,
  hideCredentials,
  type KeptRequest,
} from "../../core/secrets/credentials.ts";
import { hideSecrets, presentedTokens } from "../../core/secrets/hide-secrets.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import { entityOf } from "../../core/events/entity.ts";
import { eventOf } from "../../core/events/event.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import { mediaTypeOf, parsePayload } from "../../core/events/payload.ts";
import { priorityOf } from "../../core/admission/priority.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import type { TemplateContext } from "../../core/text/placeholder.ts";
import { makesTasks } from "../../core/settings/task-fields.ts";
import { taskOf, type TaskItem } from "../../core/records/task-item.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Clock } from "../../system/clock.ts";
import { newDeliveryId, type Randomness } from "../../system/randomness.ts";
import { claimsOf } from "../claim-keys.ts";
import type { OwnWork } from "../own-work.ts";
import { pathOf } from "../hook-request.ts";
import { passageClaims, sentAt } from "../passage.ts";
import type { ProvenRequest } from "../proven-request.ts";

/** What the claim needs. */
export interface ClaimDeps {
  /** The run of wakehook's own that a payload comes from; null: none that is known. */
  readonly ownWork: OwnWork;
  readonly clock: Pick<Clock, "now">;
  readonly randomness: Randomness;
  readonly ledger: Pick<LedgerPort, "accept">;
  readonly log: Log;
}

/** What the ledger said. */
export interface Claimed {
  readonly ok: true;
  readonly delivery: NewDelivery;
  readonly outcome: AcceptOutcome;
}

const LONGEST_CONTENT_TYPE = 200;
const RETRY_SECONDS = 30;

/** Hands a proven request to the ledger. */
export async function claim(
  deps: ClaimDeps,
  webhooks: Config["webhooks"],
  proven: ProvenRequest,
): Promise<Claimed | Refusal> {
  const delivery = toDelivery(deps, webhooks, proven);
  try {
    const outcome = await deps.ledger.accept(delivery, { maxQueued: webhooks.maxQueued });
    return { ok: true, delivery, outcome };
  } catch (thrown) {
    const error = toError(thrown);
    if (error instanceof WakehookError && error.code === "queue_full")
      return refuse("queue_full", error.message, RETRY_SECONDS);
    deps.log.error("the ledger did not take a delivery", { hook: delivery.hookId, error });
    return refuse("storage_unavailable", error.message, RETRY_SECONDS);
  }
}

function toDelivery(
  deps: ClaimDeps,
  webhooks: Config["webhooks"],
  proven: ProvenRequest,
): NewDelivery {
  const { usable, request, signed } = proven;
  const { hook, source } = usable;
  const now = deps.clock.now();
  const id = newDeliveryId(now, deps.randomness);
  const kept = keptRequest(proven);
  const bodySha256 = sha256(kept.body);
  const event = eventOf(source, kept.headers, proven.payload);
  const fullEvent = event?.full ?? null;
  const context = contextOf(proven, kept, { event: fullEvent, deliveryId: id });
  const entity = entityOf(hook.entity === undefined ? source.entity : [hook.entity], context);
  return {
    id,
    hookId: hook.id,
    source: source.name,
    origin: request.origin,
    event: fullEvent,
    entity,
    receivedAt: now,
    sentAt: request.passage === undefined ? undefined : sentAt(request, now),
    via: request.passage?.via,
    viaRef: request.passage?.ref,
    remoteAddress: request.remoteAddress,
    method: request.method,
    path: kept.path,
    headers: kept.headers,
    body: kept.body,
    bodySha256,
    contentType: proven.contentType.slice(0, LONGEST_CONTENT_TYPE),
    priority: priorityOf(hook, source, proven.payload),
    task: makesTasks(hook) ? keptTask(proven, kept, { ...context, entity }) : null,
    claims: [
      ...passageClaims(request, { now, dedupeDays: webhooks.dedupeDays }),
      ...claimsOf(proven, context, {
        now,
        dedupeDays: webhooks.dedupeDays,
        // Most requests hold no credential and are kept as they were signed: one digest serves both.
        signedSha256: () => (kept.body === signed.body ? bodySha256 : sha256(signed.body)),
      }),
    ],
    // What wakehook itself fetched afterwards is nobody's wish to have it run again.
    redelivers:
      source.redelivers && request.origin === "sender" && request.passage?.via !== "repair",
    causedBy: deps.ownWork({
      source,
      payload: proven.payload,
      body: signed.body,
      action: event === null ? null : (event.action ?? lastPart(event.name)),
    }),
  };
}

/** Some senders say name and action in one word: `comment.created`. */
function lastPart(name: string): string | null {
  const dot = name.lastIndexOf(".");
  return dot === -1 ? null : name.slice(dot + 1);
}

function contextOf(
  { usable: { source }, request, payload }: ProvenRequest,
  { headers, path }: KeptRequest,
  known: Pick<TemplateContext, "event" | "deliveryId">,
): TemplateContext {
  const { method } = request;
  return { payload, ...known, entity: null, headers, method, path, names: source.names };
}

/** As the body is kept: what is hidden there is in no task's title either. */
function keptTask(
  { usable: { hook, source }, signed, contentType }: ProvenRequest,
  { body }: KeptRequest,
  context: TemplateContext,
): TaskItem | null {
  if (body === signed.body) return taskOf(hook, source, context);
  const parsed = parsePayload(source.bodyShapes, mediaTypeOf(contentType), body);
  return taskOf(hook, source, { ...context, payload: parsed.ok ? parsed.payload : null });
}

function sha256(bytes: Uint8Array): Buffer {
  return hash("sha256", bytes, "buffer");
}

/** The request as it may be kept: no credential, and no secret of the hook wherever it stands. */
function keptRequest({ usable, signed }: ProvenRequest): KeptRequest {
  const { hook, source, loaded } = usable;
  const hidden = hideCredentials(
    { headers: signed.headers, path: pathOf(signed.url), body: signed.body },
    credentialPlaces(hook.verify ?? source.verifier),
  );
  const known = Object.values(loaded.secrets).filter((value) => typeof value === "string");
  return hideSecrets(hidden, [...known, ...presentedTokens(signed.headers)]);
}
