// One run: from its row in the ledger to its outcome. In: a delivery whose turn it is. Out: the run as it ended.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Delivery, Run, RunOutcome, WakehookEvent } from "../core/delivery.ts";
import { toError, WakehookError } from "../core/errors.ts";
import type { Hook } from "../core/hook.ts";
import type { RunId } from "../core/ids.ts";
import type { LedgerPort, NewReport } from "../core/ledger-port.ts";
import type { Log } from "../core/log-port.ts";
import type { Mode, StopCause } from "../core/mode-port.ts";
import type { Ending } from "../core/report.ts";
import type { Config } from "../core/config.ts";
import type { Clock } from "../system/clock.ts";

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
  /** What is reported about an ended run, and to whom. */
  readonly reportsOf: (delivery: Delivery, ending: Ending, hook: Hook | null) => NewReport[];
}

/** A delivery, what carries it out, and what may end it. */
export interface RunOrder {
  readonly id: RunId;
  readonly delivery: Delivery;
  readonly hook: Hook;
  readonly config: Config;
  readonly mode: Mode;
  readonly signal: AbortSignal;
}

/**
 * Carries a delivery out once and writes down how it ended.
 * The run's row is on disk before anything is started; from there on every way out writes an end.
 * @throws WakehookError `storage_unavailable` where the row cannot be written: nothing was started then.
 */
export async function runDelivery(deps: RunDeps, order: RunOrder): Promise<Run> {
  const startedAt = deps.clock.now();
  const started = deps.ledger.startRun({
    id: order.id,
    deliveryId: order.delivery.id,
    mode: order.mode.name,
    agent: order.mode.agent(order.hook, order.config),
    startedAt,
  });
  deps.emit({ type: "run", at: startedAt, run: started });
  const outcome = causedBy(order.signal, await attempt(deps, order));
  const endedAt = deps.clock.now();
  const ending = { runId: order.id, durationMs: endedAt - startedAt, outcome };
  const reports = deps.reportsOf(order.delivery, ending, order.hook);
  const run = await writeEnd(deps, () =>
    deps.ledger.finishRun(order.id, outcome, endedAt, { kind: "done" }, reports),
  );
  deps.emit({ type: "run", at: endedAt, run });
  return run;
}

/** How long to wait before an end is written again, while the disk takes no more. */
const STORAGE_RETRY_MS = 1000;

/** An end that happened is written down, also when the disk is full just now: the run keeps its slot until it is. */
async function writeEnd(deps: RunDeps, write: () => Run): Promise<Run> {
  for (;;) {
    try {
      return write();
    } catch (thrown) {
      if (!(thrown instanceof WakehookError) || thrown.code !== "storage_unavailable") throw thrown;
      deps.log.error("a run's end cannot be written yet", { error: thrown.message });
      await new Promise<void>((resolve) => {
        deps.clock.setTimer(resolve, STORAGE_RETRY_MS);
      });
    }
  }
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
      runFolder,
      signal,
      onProcess: (pid, processStart) => deps.ledger.setProcess(id, pid, processStart),
    });
  } catch (thrown) {
    const error = toError(thrown);
    deps.log.error("a run failed inside wakehook", {
      run: id,
      delivery: delivery.id,
      error: error.message,
      stack: error.stack,
    });
    return { status: "error:exception", reason: "wakehook failed; the log has the details" };
  }
}

const STATUS_OF_CAUSE = { stopped: "error:stopped", shutdown: "error:interrupted" } as const;
const REASON_OF_CAUSE = {
  stopped: "stopped by the owner",
  shutdown: "the daemon was stopped",
} as const;

/** The first cause wins: what had ended by itself keeps its status, what was ended from outside says by whom. */
function causedBy(signal: AbortSignal, outcome: RunOutcome): RunOutcome {
  if (!signal.aborted || outcome.status === "success" || outcome.status === "error:timeout")
    return outcome;
  const cause = signal.reason as StopCause;
  return { ...outcome, status: STATUS_OF_CAUSE[cause], reason: REASON_OF_CAUSE[cause] };
}
