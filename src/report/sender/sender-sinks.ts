// The reports to senders as sinks of the outbox: who takes what, how each is to be treated, and when a receiver is
// left alone.

import type { OutboxEntry } from "../../core/delivery.ts";
import type { Sink, SinkResult, SinkRules } from "../sink.ts";
import { reportRules } from "../report-rules.ts";
import { SenderMessage } from "../../core/sender-report-message.ts";
import { findLoadedHook } from "../../core/settings.ts";
import { findReport, hookOfSink } from "./find-report.ts";
import { createOrder } from "./order.ts";
import { tellSender, type TellDeps } from "./tell-sender.ts";

const PREFIX = "sender:";
const PATIENCE = "not sent: the receiver had just asked for patience";

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

/** Finds sinks by their names; null where the hook has no such report any more. */
export function createSenderSinks(deps: TellDeps): (name: string) => Sink | null {
  /** Until when a receiver asked to be left alone, by the sink; of a clock that nobody puts back. */
  const quietUntil = new Map<string, number>();
  const order = createOrder();

  async function send(entry: OutboxEntry, signal: AbortSignal): Promise<SinkResult> {
    const { sink } = entry;
    const left = (quietUntil.get(sink) ?? 0) - deps.clock.monotonic();
    if (left > 0) return { ok: false, error: PATIENCE, final: false, retryAfterMs: left };
    const { stage } = SenderMessage.parse(JSON.parse(entry.payload));
    const result = await order.tell({ ...entry, stage }, () => tellSender(deps, entry, signal));
    quietUntil.delete(sink);
    if (result.ok) return result;
    const { retryAfterMs: wait } = result;
    if (wait !== undefined) quietUntil.set(sink, deps.clock.monotonic() + wait);
    return { ...result, error: deps.mask(result.error) };
  }

  return (name) => (findReport(deps.settings(), name) === null ? null : send);
}
