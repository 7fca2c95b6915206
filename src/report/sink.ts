// The contract of what takes reports, and one try to hand one over.

import type { OutboxEntry } from "../core/delivery.ts";
import { toError } from "../core/errors.ts";
import type { ReportOrNotice } from "../core/report.ts";
import { parseReport } from "./report.ts";

/** What came of one try. `final`: trying again is of no use. */
export type SinkResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly final: boolean };

/** Something that takes reports. `id`: of the outbox's entry. It does not throw for what can be expected. */
export type Sink = (
  report: ReportOrNotice,
  { id, signal }: { readonly id: number; readonly signal: AbortSignal },
) => Promise<SinkResult>;

/** Hands a report to its sink. Never throws. */
export async function trySink(
  deps: { readonly sinkOf: (name: string) => Sink | null },
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<SinkResult> {
  const sink = deps.sinkOf(entry.sink);
  if (sink === null)
    return { ok: false, error: `${entry.sink} is not in config.json`, final: true };
  try {
    return await sink(parseReport(entry.payload), { id: entry.id, signal });
  } catch (thrown) {
    return { ok: false, error: toError(thrown).message, final: false };
  }
}
