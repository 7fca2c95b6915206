// At the start: what a daemon that died left behind. Nothing of it is run again by itself.

import { WakehookError } from "../core/errors.ts";
import type { LedgerPort } from "../core/ledger-port.ts";
import type { Log } from "../core/log-port.ts";
import type { Run } from "../core/delivery.ts";
import { pauseFor } from "./pause.ts";
import type { RunDeps } from "./run-delivery.ts";
import type { SettingsSnapshot } from "../core/settings.ts";

/** What recovery needs from around it. */
export interface RecoveryDeps {
  readonly ledger: Pick<LedgerPort, "unfinishedRuns" | "finishRun" | "delivery">;
  readonly clock: RunDeps["clock"];
  readonly settings: () => SettingsSnapshot;
  readonly reportsOf: RunDeps["reportsOf"];
  readonly emit: RunDeps["emit"];
  /** Ends processes that the dead daemon's run left; settles when they are gone. */
  readonly endOrphan: (run: Run, processStart: string | null) => Promise<number>;
  readonly log: Log;
}

/**
 * Ends what is left of every unfinished run and reports it as interrupted. While the disk takes nothing it is
 * tried again: nothing may run before it is known what had run. Gives up where the signal is aborted.
 */
export async function recoverAll(deps: RecoveryDeps, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const faults = await recoverOnce(deps);
    if (faults.length === 0) return;
    const [fault] = faults;
    if (!(fault instanceof WakehookError) || fault.code !== "storage_unavailable") throw fault;
    deps.log.error("the start is waiting for the disk", { error: fault.message });
    await pauseFor(deps.clock, signal);
  }
}

async function recoverOnce(deps: RecoveryDeps): Promise<unknown[]> {
  try {
    const ends = deps.ledger.unfinishedRuns().map((left) => recoverRun(deps, left));
    const settled = await Promise.allSettled(ends);
    return settled.flatMap((end) => (end.status === "rejected" ? [end.reason as unknown] : []));
  } catch (thrown) {
    return [thrown];
  }
}

async function recoverRun(
  deps: RecoveryDeps,
  { run, processStart }: { readonly run: Run; readonly processStart: string | null },
): Promise<void> {
  const ended = await deps.endOrphan(run, processStart);
  const delivery = deps.ledger.delivery(run.deliveryId);
  if (delivery === null) return;
  const endedAt = Math.max(deps.clock.now(), run.startedAt);
  const outcome = {
    status: "error:interrupted",
    reason: "the daemon died while it ran; not run again by itself",
  } as const;
  const hook = deps.settings().hooks.get(run.hookId)?.hook ?? null;
  const ending = { runId: run.id, durationMs: endedAt - run.startedAt, outcome };
  const reports = deps.reportsOf(delivery, ending, hook);
  const done = deps.ledger.finishRun(run.id, outcome, endedAt, { kind: "done" }, reports);
  deps.emit({ type: "run", at: endedAt, run: done });
  deps.log.warn("a run was interrupted", {
    run: run.id,
    hook: run.hookId,
    ended_processes: ended,
  });
}
