// The outbox: reports that were written with their run's outcome leave from here, again and again until they arrived.
// A report may arrive twice (the daemon dies between the sending and the note of it), never not at all without a word.

import type { OutboxEntry, WakehookEvent } from "../core/delivery.ts";
import { toError } from "../core/errors.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { Log } from "../core/log-port.ts";
import { watchClockJumps } from "../system/clock-jumps.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import { retryDelayMs } from "./retry-delay.ts";
import { trySink, type Sink, type SinkResult } from "./sink.ts";

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
/** Reports that are read at a time. */
const BATCH = 100;
/** Waits are cut into pieces: a clock that jumps is noticed within this time, milliseconds. */
const LONGEST_SLEEP_MS = 30_000;
/** Never sooner than this after the last look, milliseconds: also where the disk is in trouble. */
const SHORTEST_SLEEP_MS = 1000;

/** Creates an outbox that sends nothing before the first `wake`. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const jumps = watchClockJumps(deps.clock);
  /** Also where the wall clock was put back, what was planned before is due in its time. */
  const time = (): number => deps.clock.now() + jumps.behind();
  const closing = new AbortController();
  /** Sinks at work: each goes through its reports one after the other, and a slow one holds up no other. */
  const busy = new Map<string, Promise<void>>();
  /** What came of a try and could not be noted: it is noted later and not tried again meanwhile. */
  const unnoted = new Map<OutboxEntry["id"], SinkResult>();
  let timer: Timer | null = null;

  function wake(): void {
    if (closing.signal.aborted) return;
    timer?.clear();
    try {
      const due = deps.ledger.dueReports(time(), BATCH, [...busy.keys()]);
      for (const [name, entries] of Map.groupBy(due, ({ sink }) => sink))
        busy.set(name, work(name, entries));
      sleep(deps.ledger.nextReportAt([...busy.keys()]));
    } catch (thrown) {
      waitForDisk(thrown);
    }
  }

  function sleep(nextAt: number | null): void {
    if (nextAt === null) return;
    const untilDue = Math.max(SHORTEST_SLEEP_MS, nextAt - time());
    timer = deps.clock.setTimer(wake, Math.min(untilDue, LONGEST_SLEEP_MS), { unref: true });
  }

  function waitForDisk(thrown: unknown): void {
    deps.log.error("the outbox is waiting for the disk", { error: toError(thrown).message });
    timer?.clear();
    if (!closing.signal.aborted)
      timer = deps.clock.setTimer(wake, SHORTEST_SLEEP_MS, { unref: true });
  }

  async function work(name: string, entries: readonly OutboxEntry[]): Promise<void> {
    try {
      await sendAll(entries);
      busy.delete(name);
      wake();
    } catch (thrown) {
      busy.delete(name);
      waitForDisk(thrown);
    }
  }

  async function sendAll(entries: readonly OutboxEntry[]): Promise<void> {
    for (const entry of entries) {
      if (closing.signal.aborted) return;
      const result = unnoted.get(entry.id) ?? (await trySink(deps, entry, closing.signal));
      // Cut off by the stop: not a try that counts. The next start sends it.
      if (!result.ok && closing.signal.aborted) return;
      unnoted.set(entry.id, result);
      note({ ...deps, time }, entry, result);
      unnoted.delete(entry.id);
    }
  }

  return {
    wake,
    async close() {
      closing.abort();
      timer?.clear();
      await Promise.all(busy.values());
    },
  };
}

/** Writes down what came of a try. @throws what the ledger throws; nothing is noted then. */
function note(
  deps: OutboxDeps & { readonly time: () => number },
  entry: OutboxEntry,
  result: SinkResult,
): void {
  const { deliveryId, runId, sink } = entry;
  const about = { type: "report", at: deps.clock.now(), runId, deliveryId, sink } as const;
  if (result.ok) {
    deps.ledger.reportSent(entry.id);
    deps.emit({ ...about, state: "sent" });
    return;
  }
  const { error } = result;
  const givenUp = result.final || entry.attempts + 1 >= MOST_TRIES;
  const nextAt = givenUp ? null : deps.time() + retryDelayMs(entry.attempts, deps.randomness);
  deps.ledger.reportFailed(entry.id, error, nextAt);
  deps.emit({ ...about, state: givenUp ? "failed" : "waiting", error });
  deps.log.warn(givenUp ? "a report was given up" : "a report did not arrive; it is tried again", {
    delivery: deliveryId,
    sink,
    error,
  });
}
