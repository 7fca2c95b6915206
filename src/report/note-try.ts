// What came of a try, written down: sent, tried again later, given up; and where a sink is to be left alone.

import type { OutboxEntry } from "../core/records/outbox-entry.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import type { LedgerPort, NewReport } from "../core/ports/ledger-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { Notice } from "../core/outbound/report.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import type { SinkFailure, SinkRules, Tried } from "./sink.ts";

/** What noting needs from around it. */
export interface NoteDeps {
  readonly clock: Clock;
  readonly randomness: Pick<Randomness, "fraction">;
  readonly ledger: Pick<LedgerPort, "reportSent" | "reportFailed" | "sinkStates">;
  readonly rulesOf: (name: string) => SinkRules;
  readonly emit: (event: WakehookEvent) => void;
  readonly log: Log;
  /** What is told to the owner about a sink that is left alone. */
  readonly noticesOf: (notice: Notice) => NewReport[];
  /** The wall clock, as if nobody had put it back. */
  readonly time: () => number;
}

/** Writes down what came of a try. @throws what the ledger throws; nothing is noted then. */
export function noteTry(deps: NoteDeps, entry: OutboxEntry, { result, ...facts }: Tried): void {
  const { deliveryId, runId, sink } = entry;
  const about = { type: "report", at: deps.clock.now(), runId, deliveryId, sink } as const;
  const httpStatus = result.httpStatus ?? null;
  if (result.ok) {
    deps.ledger.reportSent(entry.id, { ...facts, httpStatus, error: result.note ?? null });
    deps.emit({ ...about, state: "sent" });
    return;
  }
  const { error } = result;
  const nextAt = nextTryAt(deps, entry, result);
  const stop = stopOf(deps, entry, result);
  deps.ledger.reportFailed(entry.id, { ...facts, httpStatus, error, nextAt, stop });
  deps.emit({ ...about, state: nextAt === null ? "failed" : "waiting", error });
  const words =
    nextAt === null ? "a report was given up" : "a report did not arrive; it is tried again";
  deps.log.warn(words, { delivery: deliveryId, message: entry.messageId, sink, error });
}

/** When it is tried again; null: never. What a receiver asks for is waited for, where it is longer. */
function nextTryAt(deps: NoteDeps, entry: OutboxEntry, failure: SinkFailure): number | null {
  const rules = deps.rulesOf(entry.sink);
  if (failure.final || entry.attempts + 1 >= rules.mostTries) return null;
  const delay = rules.delayMs(entry.attempts, deps.randomness);
  return deps.time() + Math.round(Math.max(delay, failure.retryAfterMs ?? 0));
}

/** A sink that says that it is gone, or that has taken nothing for too long, is left alone. */
function stopOf(deps: NoteDeps, { sink }: OutboxEntry, failure: SinkFailure) {
  const { stopAfterMs, title } = deps.rulesOf(sink);
  const reason = failure.gone === true ? failure.error : tooLong(deps, sink, stopAfterMs);
  if (reason === null) return undefined;
  const text = `${reason}. Nothing more is sent to it, and what waits for it is kept. When it takes messages again: wakehook subscription enable ${sink.replace(/^[^:]*:/, "")}`;
  const notice = { notice: "subscription", title: `${title} is disabled`, text, hook_id: null };
  return { reason, reports: deps.noticesOf(notice) };
}

function tooLong(deps: NoteDeps, sink: string, stopAfterMs: number | null): string | null {
  if (stopAfterMs === null) return null;
  const state = deps.ledger.sinkStates().find((one) => one.sink === sink);
  if (state === undefined || deps.clock.now() - state.failingSince < stopAfterMs) return null;
  const hours = Math.round(stopAfterMs / 3_600_000);
  return `it has taken nothing for ${String(hours)} hours`;
}
