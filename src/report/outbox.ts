// The outbox: messages that were written with what they tell leave from here, again and again until they arrived.
// A message may arrive twice (the daemon dies between the sending and the note of it), always with the same id, and
// never not at all without a word.

import type { OutboxEntry } from "../core/records/outbox-entry.ts";
import type { WakehookEvent } from "../core/records/wakehook-event.ts";
import { toError, WakehookError } from "../core/records/errors.ts";
import type { LedgerPort } from "../core/ports/ledger-port.ts";
import type { Log } from "../core/ports/log-port.ts";
import { watchClockJumps } from "../system/clock-jumps.ts";
import type { Clock, Timer } from "../system/clock.ts";
import type { Randomness } from "../system/randomness.ts";
import { noteTry, type NoteDeps } from "./note-try.ts";
import { trySink, type Sink, type SinkRules, type Tried } from "./sink.ts";

/** What the outbox needs from around it. */
export interface OutboxDeps extends Omit<NoteDeps, "time" | "ledger"> {
  readonly clock: Clock;
  readonly randomness: Randomness;
  readonly ledger: NoteDeps["ledger"] &
    Pick<LedgerPort, "waitingSinks" | "dueReports" | "nextReportAt">;
  /** The sink of a name (`log`, `target:<name>`, `subscription:<id>`), or null where there is none. */
  readonly sinkOf: (name: string) => Sink | null;
  readonly rulesOf: (name: string) => SinkRules;
  readonly emit: (event: WakehookEvent) => void;
  readonly log: Log;
}

/** Sends what is due. */
export interface Outbox {
  /** Looks at what is due, soon; called at the start and after whatever may have left a message. */
  wake(): void;
  /** Tries no more; settles when the tries that go on have ended. */
  close(): Promise<void>;
}

/** Messages of one sink that are read at a time: what is in memory, whatever waits. */
const BATCH = 20;
/** Waits are cut into pieces: a clock that jumps is noticed within this time, milliseconds. */
const LONGEST_SLEEP_MS = 30_000;
/** Never sooner than this after the last look, milliseconds: also where the disk is in trouble. */
const SHORTEST_SLEEP_MS = 1000;

/** Creates an outbox that sends nothing before the first `wake`. */
export function createOutbox(deps: OutboxDeps): Outbox {
  const { ledger, clock } = deps;
  const jumps = watchClockJumps(clock);
  /** Also where the wall clock was put back, what was planned before is due in its time. */
  const time = (): number => clock.now() + jumps.behind();
  const closing = new AbortController();
  /** Sinks at work: each has its own lanes, and a slow one holds up no other. */
  const busy = new Map<string, Promise<void>>();
  /** What came of a try and could not be noted: it is noted later and not tried again meanwhile. */
  const unnoted = new Map<OutboxEntry["id"], Tried>();
  let timer: Timer | null = null;
  let isWoken = false;

  function wake(): void {
    if (isWoken || closing.signal.aborted) return;
    isWoken = true;
    setImmediate(look);
  }

  function look(): void {
    isWoken = false;
    if (closing.signal.aborted) return;
    timer?.clear();
    try {
      const idle = ledger.waitingSinks().filter((name) => !busy.has(name));
      const nextAts = idle.flatMap((name) => startOrWait(name) ?? []);
      if (nextAts.length > 0) sleep(Math.min(...nextAts));
    } catch (thrown) {
      waitForDisk(thrown);
    }
  }

  /** Begins to send what is due for a sink; otherwise gives back when something will be. */
  function startOrWait(name: string): number | null {
    const { isHeldBack, patienceMs = 0, ordered, atOnce } = deps.rulesOf(name);
    if (isHeldBack) return null;
    if (patienceMs > 0) return time() + patienceMs;
    const due = ledger.dueReports({ sink: name, now: time(), limit: BATCH, ordered });
    if (due.length === 0) return ledger.nextReportAt({ sink: name, ordered });
    busy.set(name, work(name, due, ordered ? 1 : atOnce));
    return null;
  }

  function sleep(nextAt: number): void {
    const untilDue = Math.max(SHORTEST_SLEEP_MS, nextAt - time());
    timer = clock.setTimer(wake, Math.min(untilDue, LONGEST_SLEEP_MS), { unref: true });
  }

  function waitForDisk(thrown: unknown): void {
    deps.log.error("the outbox is waiting for the disk", { error: toError(thrown).message });
    timer?.clear();
    if (!closing.signal.aborted) timer = clock.setTimer(wake, SHORTEST_SLEEP_MS, { unref: true });
  }

  async function work(name: string, entries: readonly OutboxEntry[], lanes: number): Promise<void> {
    const left = entries[Symbol.iterator]();
    const sent = Array.from({ length: lanes }, () => sendAll(left));
    const ends = await Promise.allSettled(sent);
    busy.delete(name);
    const fault = ends.find((end) => end.status === "rejected");
    if (fault === undefined) wake();
    else waitForDisk(fault.reason);
  }

  /** One lane: takes the next one as soon as its last one has ended. An ordered sink has one, and stops at a failure. */
  async function sendAll(left: Iterator<OutboxEntry, undefined>): Promise<void> {
    for (let next = left.next(); !next.done; next = left.next()) {
      const entry = next.value;
      const { isHeldBack, patienceMs = 0, ordered } = deps.rulesOf(entry.sink);
      if (closing.signal.aborted || isHeldBack || patienceMs > 0) return;
      const tried = unnoted.get(entry.id) ?? (await trySink(deps, entry, closing.signal));
      // Cut off by the stop: not a try that counts. The next start sends it.
      if (!tried.result.ok && closing.signal.aborted) return;
      unnoted.set(entry.id, tried);
      noteOrForget(entry, tried);
      unnoted.delete(entry.id);
      if (ordered && !tried.result.ok) return;
    }
  }

  /** One that its owner has discarded meanwhile needs no note. @throws what the ledger throws for a disk. */
  function noteOrForget(entry: OutboxEntry, tried: Tried): void {
    try {
      noteTry({ ...deps, time }, entry, tried);
    } catch (thrown) {
      const code = thrown instanceof WakehookError ? thrown.code : undefined;
      if (code !== "refused" && code !== "not_found") throw thrown;
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
