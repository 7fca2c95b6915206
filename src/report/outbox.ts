// The outbox: reports that were written with their run's outcome leave from here, again and again until they arrived.
// A report may arrive twice (the daemon dies between the sending and the note of it), never not at all without a word.

import type { OutboxEntry, WakehookEvent } from "../core/delivery.ts";
import { toError } from "../core/errors.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { Log } from "../core/log-port.ts";
import type { Report } from "../core/report.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import { parseReport } from "./report.ts";

/** What came of one try. `final`: trying again is of no use. */
export type SinkResult =
  | { readonly ok: true }
  | { readonly ok: false; readonly error: string; readonly final: boolean };

/** Something that takes reports. It does not throw for what can be expected. */
export type Sink = (report: Report, signal: AbortSignal) => Promise<SinkResult>;

/** What the outbox needs from around it. */
export interface OutboxDeps {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ledger: Pick<LedgerPort, "dueReports" | "nextReportAt" | "reportSent" | "reportFailed">;
  /** The sink of a name (`log`, `target:<name>`), or null where there is none. */
  readonly sinkOf: (name: string) => Sink | null;
  readonly emit: (event: WakehookEvent) => void;
  readonly log: Log;
}

/** Sends what is due. */
export interface Outbox {
  /** Looks at what is due now; called at the start and after every end of a run. */
  wake(): void;
  /** Tries no more; settles when the tries that go on have ended. */
  close(): Promise<void>;
}

/** Tries before a report is given up: about nine hours. */
const MOST_TRIES = 12;
const FIRST_DELAY_MS = 5000;
const LONGEST_DELAY_MS = 3_600_000;
const BATCH = 20;

/** Creates an outbox that sends nothing before the first `wake`. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const closing = new AbortController();
  let timer: Timer | null = null;
  let going: Promise<void> | null = null;
  let again = false;

  function wake(): void {
    if (closing.signal.aborted) return;
    if (going !== null) {
      again = true;
      return;
    }
    going = sendDue(deps, closing.signal)
      .catch((thrown: unknown) => {
        deps.log.error("the outbox is waiting for the disk", { error: toError(thrown).message });
      })
      .finally(() => {
        going = null;
        if (again) {
          again = false;
          wake();
        } else sleep();
      });
  }

  function sleep(): void {
    timer?.clear();
    if (closing.signal.aborted) return;
    const nextAt = deps.ledger.nextReportAt();
    if (nextAt === null) return;
    timer = deps.clock.setTimer(wake, Math.max(1000, nextAt - deps.clock.now()), { unref: true });
  }

  return {
    wake,
    async close() {
      closing.abort();
      timer?.clear();
      await going;
    },
  };
}

/** Sends all that is due, one after the other within a sink, sinks side by side: a slow one holds up no other. */
async function sendDue(deps: OutboxDeps, signal: AbortSignal): Promise<void> {
  const bySink = Map.groupBy(
    deps.ledger.dueReports(deps.clock.now(), BATCH),
    (entry) => entry.sink,
  );
  await Promise.all(
    [...bySink].map(async ([name, entries]) => {
      for (const entry of entries) {
        if (signal.aborted) return;
        note(deps, entry, await trySink(deps.sinkOf(name), entry, signal));
      }
    }),
  );
}

async function trySink(
  sink: Sink | null,
  entry: OutboxEntry,
  signal: AbortSignal,
): Promise<SinkResult> {
  if (sink === null) {
    return { ok: false, error: `${entry.sink} is not in config.json`, final: true };
  }
  try {
    return await sink(parseReport(entry.payload), signal);
  } catch (thrown) {
    return { ok: false, error: toError(thrown).message, final: false };
  }
}

function note(deps: OutboxDeps, entry: OutboxEntry, result: SinkResult): void {
  const { deliveryId, runId, sink } = entry;
  const about = { type: "report", at: deps.clock.now(), runId, deliveryId, sink } as const;
  if (result.ok) {
    deps.ledger.reportSent(entry.id);
    deps.emit({ ...about, state: "sent" });
    return;
  }
  const givenUp = result.final || entry.attempts + 1 >= MOST_TRIES;
  const nextAt = givenUp ? null : deps.clock.now() + delayMs(entry.attempts, deps.randomness);
  deps.ledger.reportFailed(entry.id, result.error, nextAt);
  deps.emit({ ...about, state: givenUp ? "failed" : "waiting", error: result.error });
  deps.log.warn(givenUp ? "a report was given up" : "a report did not arrive; it is tried again", {
    delivery: deliveryId,
    sink,
    error: result.error,
  });
}

/** Exponential with full jitter in its upper half, capped. Milliseconds. */
function delayMs(triesBefore: number, randomness: Randomness): number {
  const full = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** triesBefore);
  return full / 2 + randomness.fraction() * (full / 2);
}
