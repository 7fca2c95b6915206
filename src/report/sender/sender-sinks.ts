// The reports to senders as sinks of the outbox: who takes what, how each is to be treated, and when a receiver is
// left alone.

import type { OutboxEntry } from "../../core/records/outbox-entry.ts";
import type { SinkKind } from "../join-sinks.ts";
import type { SinkResult, SinkRules } from "../sink.ts";
import { reportRules } from "../report-rules.ts";
import { SenderMessage } from "../../core/outbound/sender-report-message.ts";
import { findLoadedHook } from "../../core/settings/settings.ts";
import { findReport, hookOfSink } from "./find-report.ts";
import { createOrder } from "./order.ts";
import { tellSender, type TellDeps } from "./tell-sender.ts";

const PREFIX = "sender:";

/** Tells whether a sink is a report to a sender. */
export function isSenderSink(name: string): boolean {
  return name.startsWith(PREFIX);
}

/**
 * How a report to a sender is treated. In safe mode nothing leaves, and what waits stays; so does what waits for a
 * hook of which nothing is known but that its entry has an error.
 */
export function senderRules({ settings }: Pick<TellDeps, "settings">, name: string): SinkRules {
  const now = settings();
  const isBroken = findLoadedHook(now, hookOfSink(name))?.hook === null;
  return { ...reportRules(name), isHeldBack: now.config.safeMode || isBroken };
}

/** Finds sinks by their names; none where the hook has no such report any more. */
export function createSenderSinks(deps: TellDeps): SinkKind {
  /** Until when a receiver asked to be left alone, by the sink; of a clock that nobody puts back. */
  const quietUntil = new Map<string, number>();
  const order = createOrder();

  async function send(entry: OutboxEntry, signal: AbortSignal): Promise<SinkResult> {
    const { sink } = entry;
    const { stage } = SenderMessage.parse(JSON.parse(entry.payload));
    const result = await order.tell({ ...entry, stage }, () => tellSender(deps, entry, signal));
    quietUntil.delete(sink);
    if (result.ok) return result;
    const { retryAfterMs: wait } = result;
    if (wait !== undefined) quietUntil.set(sink, deps.clock.monotonic() + wait);
    return { ...result, error: deps.mask(result.error) };
  }

  return {
    has: isSenderSink,
    sinkOf: (name) => (findReport(deps.settings(), name) === null ? null : send),
    rulesOf(name) {
      const patienceMs = (quietUntil.get(name) ?? 0) - deps.clock.monotonic();
      return { ...senderRules(deps, name), patienceMs: Math.max(0, patienceMs) };
    },
  };
}
