// A subscription as lists show it: how it does, and its secrets as fingerprints.

import type { SinkState } from "../records/outbox-entry.ts";
import { fingerprint } from "../secrets/fingerprint.ts";
import { subscriptionSink, type LoadedSubscription } from "./subscription.ts";

/** How a subscription does. */
export const SUBSCRIPTION_HEALTH = {
  well: "its last message was taken, or it had none",
  failing: "its last message was not taken; it is tried again",
  disabled: "wakehook has disabled it: 410, or failures for too long",
  off: "enabled is false",
  broken: "nothing can be sent to it as it is written",
} as const;

/** What the ledger knows of it. */
export interface SubscriptionPast {
  readonly waiting: ReadonlyArray<{ readonly sink: string; readonly waiting: number }>;
  readonly states: readonly SinkState[];
}

/** One subscription, with no secret in it. */
export function subscriptionView(
  loaded: LoadedSubscription,
  { waiting, states }: SubscriptionPast,
) {
  const { id, subscription, secrets, headers, previousUntil, problem } = loaded;
  const { url, events, sign, enabled, ordered, atOnce } = subscription;
  const sink = subscriptionSink(id);
  const state = states.find((one) => one.sink === sink);
  const [secret, previous] = secrets;
  return {
    id,
    url,
    events,
    sign,
    enabled,
    ordered,
    at_once: ordered ? 1 : atOnce,
    headers: Object.fromEntries(headers.map(([name, value]) => [name, fingerprint(value)])),
    secret: secret === undefined ? null : fingerprint(secret),
    previous_secret: previous === undefined ? null : fingerprint(previous),
    previous_secret_until: previousUntil,
    health: healthOf(loaded, state),
    problem: problem ?? state?.reason ?? null,
    failing_since: state?.failingSince ?? null,
    waiting: waiting.find((one) => one.sink === sink)?.waiting ?? 0,
  };
}

/** A subscription as lists show it. */
export type SubscriptionView = ReturnType<typeof subscriptionView>;

function healthOf(
  { subscription, problem }: LoadedSubscription,
  state: SinkState | undefined,
): keyof typeof SUBSCRIPTION_HEALTH {
  if (problem !== null) return "broken";
  if (!subscription.enabled) return "off";
  if (state === undefined) return "well";
  return state.stoppedAt === null ? "failing" : "disabled";
}
