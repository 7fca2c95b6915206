// The contract of what takes messages, and one try to hand one over.

import type { OutboxEntry } from "../core/records/outbox-entry.ts";
import { toError } from "../core/records/errors.ts";
import type { ReportOrNotice } from "../core/outbound/report.ts";
import type { Clock } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import { parseReport } from "./report.ts";

/** A try that failed. `final`: trying again is of no use. */
export interface SinkFailure {
  readonly ok: false;
  readonly error: string;
  readonly final: boolean;
  readonly httpStatus?: number | undefined;
  /** How long the receiver asks to be left alone, milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** The receiver wants no message ever again. */
  readonly gone?: boolean | undefined;
}

/** What came of one try. */
export type SinkResult =
  | {
      readonly ok: true;
      readonly httpStatus?: number | undefined;
      /** Why nothing was sent: there was no need any more. */
      readonly note?: string | undefined;
    }
  | SinkFailure;

/** Something that takes messages. It does not throw for what can be expected. */
export type Sink = (entry: OutboxEntry, signal: AbortSignal) => Promise<SinkResult>;

/** Something that takes reports and notices; `id` and `messageId` are of the outbox's entry. */
export type ReportSink = (
  report: ReportOrNotice,
  about: { readonly id: number; readonly messageId: string; readonly signal: AbortSignal },
) => Promise<SinkResult>;

/** How a sink is to be treated. */
export interface SinkRules {
  /** What the owner calls it. */
  readonly title: string;
  /** true: what waits for it stays where it is for now. */
  readonly isHeldBack: boolean;
  /** It has asked to be left alone for so long, milliseconds: nothing is tried, and no try counts; absent: it has not. */
  readonly patienceMs?: number;
  /** One after the other, in the order in which they happened. */
  readonly ordered: boolean;
  /** Messages that are under way at a time. */
  readonly atOnce: number;
  /** Tries before a message is given up. */
  readonly mostTries: number;
  /** How long to wait after a try that failed, milliseconds. */
  readonly delayMs: (triesBefore: number, randomness: Pick<Randomness, "fraction">) => number;
  /** After so long without a success nothing more is sent; null: never. */
  readonly stopAfterMs: number | null;
}

/** A try, when it was and how long it took. */
export interface Tried {
  readonly result: SinkResult;
  readonly at: number;
  readonly durationMs: number;
}

/** A sink of reports as one of the outbox. */
export function reportSink(sink: ReportSink): Sink {
  return ({ id, messageId, payload }, signal) =>
    sink(parseReport(payload), { id, messageId, signal });
}

/** Hands a message to its sink. Never throws. */
export async function trySink(
  deps: { readonly sinkOf: (name: string) => Sink | null; readonly clock: Clock },
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<Tried> {
  const { clock } = deps;
  const at = clock.now();
  const begun = clock.monotonic();
  const result = await handOver(deps.sinkOf(entry.sink), entry, signal);
  return { result, at, durationMs: Math.max(0, Math.round(clock.monotonic() - begun)) };
}

async function handOver(
  sink: Sink | null,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<SinkResult> {
  if (sink === null)
    return { ok: false, error: `${entry.sink} is not in the settings (any more)`, final: true };
  try {
    return await sink(entry, signal);
  } catch (thrown) {
    return { ok: false, error: toError(thrown).message, final: false };
  }
}
