// The subscriptions as sinks of the outbox: who takes what, and how each is to be treated.

import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import { nextRetryMs } from "../../core/outbound/outbound-retry.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import { subscriptionSink, type LoadedSubscription } from "../../core/settings/subscription.ts";
import type { Clock } from "../../system/clock.ts";
import { reportRules } from "../report-rules.ts";
import type { Sink, SinkRules } from "../sink.ts";
import { sendMessage } from "./send-message.ts";

/** What the sinks need from around them. */
export interface SubscriptionSinkDeps {
  readonly clock: Clock;
  readonly settings: () => Pick<SettingsSnapshot, "config" | "subscriptions">;
  readonly ledger: Pick<LedgerPort, "sinkStates">;
  /** Replaces every secret in a text: a receiver may say what it was sent. */
  readonly mask: (text: string) => string;
}

const PREFIX = "subscription:";
const HOUR_MS = 3_600_000;

/** Tells whether a sink is a subscription. */
export function isSubscriptionSink(name: string): boolean {
  return name.startsWith(PREFIX);
}

/** Finds a subscription by its sink's name; undefined where config.json has none. */
export function findSubscription(
  { subscriptions = [] }: Pick<SettingsSnapshot, "subscriptions">,
  sink: string,
): LoadedSubscription | undefined {
  return subscriptions.find(({ id }) => subscriptionSink(id) === sink);
}

/** The sink of a name, or null where there is no such subscription. */
export function subscriptionSinkOf(deps: SubscriptionSinkDeps, name: string): Sink | null {
  if (findSubscription(deps.settings(), name) === undefined) return null;
  return async ({ messageId, event, payload }, signal) => {
    const settings = deps.settings();
    const loaded = findSubscription(settings, name);
    if (loaded === undefined) return { ok: false, error: "it was removed meanwhile", final: true };
    const { outbound } = settings.config;
    const message = { messageId, event: event ?? "", payload };
    const result = await sendMessage({ ...deps, outbound, signal }, loaded, message);
    return result.ok ? result : { ...result, error: deps.mask(result.error) };
  };
}

/** How a subscription is to be treated. One that was removed is a sink that takes nothing. */
export function subscriptionRules(deps: SubscriptionSinkDeps, name: string): SinkRules {
  const settings = deps.settings();
  const loaded = findSubscription(settings, name);
  if (loaded === undefined) return reportRules(name);
  const { outbound, safeMode } = settings.config;
  const { enabled, ordered, atOnce } = loaded.subscription;
  const isStopped = deps.ledger
    .sinkStates()
    .some(({ sink, stoppedAt }) => sink === name && stoppedAt !== null);
  return {
    title: `The subscription ${loaded.id}`,
    isHeldBack: safeMode || !enabled || isStopped,
    ordered,
    atOnce,
    mostTries: outbound.attempts,
    delayMs: (triesBefore, randomness) =>
      nextRetryMs(
        {
          firstDelayMs: outbound.firstDelaySeconds * 1000,
          longestDelayMs: outbound.longestDelaySeconds * 1000,
        },
        triesBefore,
        randomness.fraction(),
      ),
    stopAfterMs: outbound.disableAfterHours * HOUR_MS,
  };
}
