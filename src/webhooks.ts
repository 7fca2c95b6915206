// `wakehook/webhooks`: what wakehook does with outbound webhooks, for other programs. Nothing here touches the disk.

import { fingerprint as fingerprintOf } from "./core/secrets/fingerprint.ts";
import {
  OUTBOUND_EVENT_NAMES,
  OUTBOUND_EVENTS,
  type OutboundEvent,
} from "./core/outbound/outbound-events.ts";
import { nextRetryMs, type RetryPlan } from "./core/outbound/outbound-retry.ts";
import { Outbound, Subscription, type LoadedSubscription } from "./core/settings/subscription.ts";
import { VerifierDescription } from "./core/settings/verifier.ts";
import {
  createMemoryDispatcher,
  type DispatchResult,
  type MemoryDispatcher,
} from "./report/subscriptions/memory-dispatcher.ts";
import { descriptionOf, signMessage } from "./signing/outbound-schemes.ts";
import { verifyRequest } from "./signing/verify.ts";
import { systemClock } from "./system/clock.ts";
import { newWebhookSecret, systemRandomness } from "./system/randomness.ts";

export { outboundBody as buildPayload } from "./core/outbound/outbound-body.ts";
export {
  matchesOutbound as matchesPattern,
  outboundPatternProblem as patternProblem,
} from "./core/outbound/outbound-pattern.ts";
export { retryAfterMs, shouldRetry, type RetryPlan } from "./core/outbound/outbound-retry.ts";
export type { OutboundBody as WebhookPayload } from "./core/outbound/outbound-body.ts";
export type { OutboundEvent as WebhookEvent } from "./core/outbound/outbound-events.ts";
export type {
  DispatchResult,
  MemoryDispatcher as WebhookDispatcher,
} from "./report/subscriptions/memory-dispatcher.ts";

/** How a message is signed: a scheme by its name, or a description as `verify` of webhooks.json has. */
export type WebhookSign =
  | "standard-webhooks"
  | "timestamped"
  | "github"
  | "none"
  | Readonly<Record<string, unknown>>;

/** A message to be signed. */
export interface MessageToSign {
  /** The same at every try: by it a receiver knows a repeat. */
  readonly id: string;
  readonly body: string | Uint8Array;
  /** The current one first; with standard-webhooks each signs. */
  readonly secrets: readonly string[];
  /** Default standard-webhooks. */
  readonly sign?: WebhookSign;
  /** Where a description signs the URL. */
  readonly url?: string;
  /** Epoch milliseconds; default now. */
  readonly now?: number;
}

/** A request as it came. */
export interface MessageToVerify {
  readonly headers: Readonly<Record<string, string>>;
  /** The raw bytes, before anything parses them. */
  readonly body: string | Uint8Array;
  /** Any of them may have signed. */
  readonly secrets: readonly string[];
  readonly sign?: WebhookSign;
  readonly url?: string;
  readonly method?: string;
  /** Epoch milliseconds; default now. */
  readonly now?: number;
}

/** Whether a request is its sender's. `reason` is for logs, not for the sender. */
export type Verified =
  | { readonly ok: true; readonly keyIndex: number }
  | { readonly ok: false; readonly reason: string };

/** A subscription of a dispatcher. */
export interface WebhookSubscription {
  /** 1 to 64 of a-z, 0-9 and -. */
  readonly id: string;
  readonly url: string;
  readonly secrets?: readonly string[];
  /** Default `["run.*"]`. */
  readonly events?: readonly string[];
  readonly sign?: WebhookSign;
  readonly headers?: Readonly<Record<string, string>>;
  readonly enabled?: boolean;
  readonly ordered?: boolean;
}

/** What a dispatcher may be told beside its subscriptions. */
export interface DispatcherOptions {
  readonly subscriptions: readonly WebhookSubscription[];
  /** Default 12 tries, 5 seconds, one hour. */
  readonly plan?: RetryPlan;
  readonly timeoutSeconds?: number;
  readonly maxBodyBytes?: number;
  readonly userAgent?: string;
  /** Messages that may be under way or wait; default 1000. */
  readonly mostQueued?: number;
  readonly onResult?: (result: DispatchResult) => void;
}

/** Every event, with what it means and what it is about. */
export function knownEvents(): Array<{ event: OutboundEvent; meaning: string; resource: string }> {
  return OUTBOUND_EVENT_NAMES.map((event) => {
    const { meaning, resource } = OUTBOUND_EVENTS[event];
    return { event, meaning, resource };
  });
}

/**
 * The headers that carry a message's id and signature, names in lower case.
 * @throws Error where it cannot be signed so; the message holds no secret.
 */
export function sign(message: MessageToSign): Record<string, string> {
  const { id, secrets, url = "http://localhost/", now = systemClock.now() } = message;
  const body = bytesOf(message.body);
  const given = { id, body, url, headers: [], nowMs: now };
  return Object.fromEntries(signMessage(signOf(message.sign), given, secrets));
}

/** Checks a request over its raw bytes. Times more than five minutes off are refused where they are signed. */
export function verify(request: MessageToVerify): Verified {
  const { secrets, url = "/", method = "POST", now = systemClock.now() } = request;
  const description = descriptionOf(signOf(request.sign));
  if (description === null) return { ok: false, reason: "none proves nothing" };
  const headers = Object.entries(request.headers).map(([name, value]): [string, string] => [
    name.toLowerCase(),
    value,
  ]);
  const signed = { method, url, headers, body: bytesOf(request.body) };
  const result = verifyRequest(description, signed, secrets, now);
  return result.ok ? result : { ok: false, reason: result.reason };
}

/** A new secret of 32 random bytes, in the form that the scheme reads. */
export function generateSecret(scheme: WebhookSign = "standard-webhooks"): string {
  return newWebhookSecret(systemRandomness, scheme);
}

/** `fingerprint:` and 12 digits: tells secrets apart, and gives none away. */
export function fingerprint(secret: string): string {
  return fingerprintOf(secret);
}

/** How long to wait after a try that failed, milliseconds, with jitter. */
export function nextRetry(
  plan: Pick<RetryPlan, "firstDelayMs" | "longestDelayMs">,
  triesBefore: number,
): number {
  return nextRetryMs(plan, triesBefore, systemRandomness.fraction());
}

/**
 * Sends events from memory: nothing is kept when the process ends.
 * @throws Error where a subscription is wrong.
 */
export function createDispatcher(options: DispatcherOptions): MemoryDispatcher {
  const { plan = { attempts: 12, firstDelayMs: 5000, longestDelayMs: 3_600_000 } } = options;
  const { timeoutSeconds, maxBodyBytes, userAgent } = options;
  const outbound = Outbound.parse({
    timeout_seconds: timeoutSeconds,
    max_body_bytes: maxBodyBytes,
    user_agent: userAgent,
  });
  return createMemoryDispatcher({
    clock: systemClock,
    randomness: systemRandomness,
    subscriptions: options.subscriptions.map(loadedOf),
    plan,
    outbound,
    mostQueued: options.mostQueued ?? 1000,
    onResult: options.onResult ?? (() => {}),
  });
}

function loadedOf(given: WebhookSubscription): LoadedSubscription {
  const { secrets = [], headers = {}, ...rest } = given;
  const subscription = Subscription.parse({ ...rest, headers });
  const pairs = Object.entries(headers);
  return {
    id: given.id,
    subscription,
    secrets,
    previousUntil: null,
    headers: pairs,
    problem: subscription.sign !== "none" && secrets.length === 0 ? "it has no secret" : null,
  };
}

function signOf(
  given: WebhookSign = "standard-webhooks",
): LoadedSubscription["subscription"]["sign"] {
  return typeof given === "string" ? given : VerifierDescription.parse(given);
}

function bytesOf(body: string | Uint8Array): Uint8Array {
  return typeof body === "string" ? Buffer.from(body) : body;
}
