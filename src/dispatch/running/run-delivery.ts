// One run: from its row in the ledger to its outcome. In: a delivery whose turn it is. Out: its end, written down and told.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Run, RunOutcome } from "../../core/records/run.ts";
import type { WakehookEvent } from "../../core/records/wakehook-event.ts";
import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { DeliveryId, RunId } from "../../core/records/ids.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Mode, StopCause } from "../../core/ports/mode-port.ts";
import { providersOf } from "../../core/admission/hook-providers.ts";
import type { Ending } from "../../core/outbound/report.ts";
import type { Config } from "../../core/settings/config.ts";
import type { DoneStatus } from "../../core/records/status.ts";
import type { Clock } from "../../system/clock.ts";
import { markOf } from "../../core/admission/mark.ts";
import type { Randomness } from "../../system/randomness.ts";
import { afterRun } from "./after-run.ts";
import { pauseFor } from "../health/storage-pause.ts";
import type { ProviderHealth } from "../health/provider-health.ts";

/** What a run needs from around it. */
export interface RunDeps {
  readonly clock: Clock;
  readonly ledger: Pick<
    LedgerPort,
    "content" | "startRun" | "setProcess" | "finishRun" | "delivery"
  >;
  readonly runsFolder: string;
  readonly log: Log;
  readonly emit: (event: WakehookEvent) => void;
  /** What wakehook's own work is marked with. */
  readonly markKey: Uint8Array;
  readonly randomness: Randomness;
  readonly health: Pick<ProviderHealth, "judge" | "ended">;
  /** What is reported about an ended run, and to whom. */
  readonly reportsOf: (delivery: Delivery, ending: Ending, hook: Hook | null) => NewReport[];
}

/** A delivery, what carries it out, and what may end it. */
export interface RunOrder {
  readonly id: RunId;
  readonly delivery: Delivery;
  /** As it runs: with the provider and the permission that were decided on. */
  readonly hook: Hook;
  readonly config: Config;
  readonly mode: Mode;
  /** Dollars that it may cost; null: no limit. */
  readonly budgetUsd: number | null;
  readonly signal: AbortSignal;
  /** The newer delivery for which it is ended, once there is one. */
  readonly replacedBy: () => DeliveryId | null;
}

/**
 * Carries a delivery out once and writes down how it ended, and whether it waits again.
 * The run's row is on disk before anything is started; from there on every way out writes an end.
 * @throws WakehookError `storage_unavailable` where the row cannot be written (nothing was started then), or where
 * the daemon stops before the end could be.
 */
export async function runDelivery(deps: RunDeps, order: RunOrder): Promise<void> {
  const startedAt = deps.clock.now();
  const begun = deps.clock.monotonic();
  const agent = order.mode.agent(order.hook, order.config);
  const provider = providersOf(order.hook, order.config)[0] ?? null;
  const started = deps.ledger.startRun({
    id: order.id,
    deliveryId: order.delivery.id,
    mode: order.mode.name,
    agent,
    startedAt,
  });
  deps.emit({ type: "run", at: startedAt, run: started });
  const outcome = inWords(await attempt(deps, order), order);
  const durationMs = Math.round(deps.clock.monotonic() - begun);
  // Also where the wall clock was put back meanwhile, a run does not end before it has begun.
  const endedAt = Math.max(deps.clock.now(), startedAt + durationMs);
  const pause = deps.health.judge(provider, outcome);
  const random = deps.randomness.fraction();
  const after = afterRun({ ...order, outcome, pause, endedAt, random });
  // One that is tried again has not ended: its owner is told of the last attempt.
  const ending = { runId: order.id, durationMs, outcome };
  const reports = after.kind === "done" ? deps.reportsOf(order.delivery, ending, order.hook) : [];
  const run = await writeEnd(deps, order.signal, () =>
    deps.ledger.finishRun(order.id, outcome, endedAt, after, reports),
  );
  noteHealth(deps, () => deps.health.ended(provider, outcome, pause));
  deps.emit({ type: "run", at: endedAt, run });
  const delivery = deps.ledger.delivery(order.delivery.id);
  if (delivery !== null) deps.emit({ type: "delivery", at: endedAt, delivery });
}

/** A pause that cannot be written is made by the next run that ends so. */
function noteHealth({ log }: Pick<RunDeps, "log">, note: () => void): void {
  try {
    note();
  } catch (thrown) {
    log.error("how the provider is could not be written", { error: toError(thrown).message });
  }
}

/**
 * An end that happened is written down, also when the disk is full just now: the run keeps its slot until it
 * is. Only a daemon that stops gives up: its next start finds the row and reports the run as interrupted.
 */
async function writeEnd(deps: RunDeps, signal: AbortSignal, write: () => Run): Promise<Run> {
  for (;;) {
    try {
      return write();
    } catch (thrown) {
      if (!(thrown instanceof WakehookError) || thrown.code !== "storage_unavailable") throw thrown;
      if (isShutdown(signal)) throw thrown;
      deps.log.error("a run's end cannot be written yet", { error: thrown.message });
      await pauseFor(deps.clock, signal);
    }
  }
}

function isShutdown(signal: AbortSignal): boolean {
  return signal.aborted && (signal.reason as StopCause) === "shutdown";
}

/** Runs the mode; whatever it throws becomes `error:exception`, with the words in the log only. */
async function attempt(deps: RunDeps, order: RunOrder): Promise<RunOutcome> {
  const { id, delivery, hook, config, signal } = order;
  const runFolder = path.join(deps.runsFolder, id);
  try {
    const content = deps.ledger.content(delivery.id);
    if (content === null || content.body === null) {
      return { status: "error:exception", reason: "the payload is no longer kept" };
    }
    await mkdir(runFolder, { recursive: true, mode: 0o700 });
    return await order.mode.run({
      runId: id,
      delivery,
      content,
      hook,
      config,
      mark: markOf(id, deps.markKey),
      budgetUsd: order.budgetUsd,
      runFolder,
      signal,
      onProcess: (pid, start) => noteProcess(deps, id, { pid, start }),
    });
  } catch (thrown) {
    const error = toError(thrown);
    deps.log.error("a run failed inside wakehook", {
      run: id,
      delivery: delivery.id,
      error: error.message,
      stack: error.stack,
    });
    const code = (error as NodeJS.ErrnoException).code ?? error.name;
    return {
      status: "error:exception",
      reason: `wakehook failed (${code}); the log has the details`,
    };
  }
}

const REASONS: Partial<Record<DoneStatus, string>> = {
  "error:stopped": "stopped by the owner",
  "error:interrupted": "the daemon was stopped",
};

/** Whoever ended a run from outside, the owner reads it in the same words from every mode. */
function inWords(
  outcome: RunOutcome,
  { signal, replacedBy }: Pick<RunOrder, "signal" | "replacedBy">,
): RunOutcome {
  const wasEnded = outcome.status === "error:stopped" || outcome.status === "error:interrupted";
  if (wasEnded && (signal.reason as StopCause | undefined) === "replaced")
    return {
      ...outcome,
      status: "skipped:coalesced",
      reason: `ended for a newer delivery on the same entity: ${replacedBy() ?? "not known"}`,
    };
  return { ...outcome, reason: REASONS[outcome.status] ?? outcome.reason };
}

/** A process that cannot be noted down goes on: after a crash it is found by its run's id alone. */
function noteProcess(deps: RunDeps, id: RunId, process: { pid: number; start: string }): void {
  try {
    deps.ledger.setProcess(id, process.pid, process.start);
  } catch (thrown) {
    deps.log.warn("a run's process could not be noted", {
      run: id,
      error: toError(thrown).message,
    });
  }
}
