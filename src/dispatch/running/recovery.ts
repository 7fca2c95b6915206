// At the start: what a daemon that died left behind. Nothing of it is run again by itself.

import { toError, WakehookError } from "../../core/records/errors.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { AfterRun, LedgerPort } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Run, RunOutcome, Worktree } from "../../core/records/run.ts";
import { pauseFor } from "../health/storage-pause.ts";
import { afterRun } from "./after-run.ts";
import type { RunDeps } from "./run-delivery.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";

/** What recovery needs from around it. */
export interface RecoveryDeps {
  readonly ledger: Pick<LedgerPort, "unfinishedRuns" | "finishRun" | "delivery">;
  readonly clock: RunDeps["clock"];
  readonly randomness: RunDeps["randomness"];
  readonly settings: () => SettingsSnapshot;
  readonly reportsOf: RunDeps["reportsOf"];
  readonly emit: RunDeps["emit"];
  /** Ends processes that the dead daemon's run left; settles when they are gone. */
  readonly endOrphan: (run: Run, processStart: string | null) => Promise<number>;
  /**
   * Removes worktrees in which nothing was changed; gives back what the others keep, by the run. Asked once, when no
   * process works in them any more: it tells of each only once.
   */
  readonly clearWorktrees: () => Promise<ReadonlyMap<string, Worktree>>;
  /** How a run had ended of which only the row was not written any more; null or absent: it was interrupted. */
  readonly endedBefore?: ((run: Run) => RunOutcome | null) | undefined;
  readonly log: Log;
}

/**
 * Ends what is left of every unfinished run and reports it as interrupted. While the disk takes nothing it is
 * tried again: nothing may run before it is known what had run. Gives up where the signal is aborted.
 */
export async function recoverAll(deps: RecoveryDeps, signal: AbortSignal): Promise<void> {
  let worktrees: Promise<ReadonlyMap<string, Worktree>> | null = null;
  const kept = (): Promise<ReadonlyMap<string, Worktree>> => (worktrees ??= clearAll(deps));
  while (!signal.aborted) {
    const faults = await recoverOnce(deps, kept);
    if (faults.length === 0) return;
    const [fault] = faults;
    if (!(fault instanceof WakehookError) || fault.code !== "storage_unavailable") throw fault;
    deps.log.error("the start is waiting for the disk", { error: fault.message });
    await pauseFor(deps.clock, signal);
  }
}

/** What cannot be cleared stays where it is: the folder tells the owner. */
async function clearAll({ clearWorktrees, log }: RecoveryDeps) {
  try {
    return await clearWorktrees();
  } catch (thrown) {
    log.error("worktrees could not be looked at", { error: toError(thrown).message });
    return new Map<string, Worktree>();
  }
}

async function recoverOnce(
  deps: RecoveryDeps,
  kept: () => Promise<ReadonlyMap<string, Worktree>>,
): Promise<unknown[]> {
  try {
    const ended = await Promise.all(
      deps.ledger.unfinishedRuns().map(async ({ run, processStart }) => ({
        run,
        processes: await deps.endOrphan(run, processStart),
      })),
    );
    const worktrees = await kept();
    return ended.flatMap((one) => faultsOf(() => writeInterruption(deps, one, worktrees)));
  } catch (thrown) {
    return [thrown];
  }
}

function faultsOf(work: () => void): unknown[] {
  try {
    work();
    return [];
  } catch (thrown) {
    return [thrown];
  }
}

function writeInterruption(
  deps: RecoveryDeps,
  { run, processes }: { readonly run: Run; readonly processes: number },
  worktrees: ReadonlyMap<string, Worktree>,
): void {
  const delivery = deps.ledger.delivery(run.deliveryId);
  if (delivery === null) return;
  const endedAt = Math.max(deps.clock.now(), run.startedAt);
  const hook = deps.settings().hooks.get(run.hookId)?.hook ?? null;
  const known = deps.endedBefore?.(run) ?? null;
  const after: AfterRun =
    known === null ? afterInterruption(deps, delivery, { hook, endedAt }) : { kind: "done" };
  const worktree = worktrees.get(run.id);
  const outcome: RunOutcome = known ?? {
    status: "error:interrupted",
    reason: reasonOf(after),
    worktree,
  };
  const ending = { runId: run.id, durationMs: endedAt - run.startedAt, outcome };
  const reports = after.kind === "done" ? deps.reportsOf(delivery, ending, hook) : [];
  const done = deps.ledger.finishRun(run.id, outcome, endedAt, after, reports);
  deps.emit({ type: "run", at: endedAt, run: done });
  const what = known === null ? "a run was interrupted" : "a run had ended before the daemon died";
  deps.log.warn(what, {
    run: run.id,
    hook: run.hookId,
    ended_processes: processes,
  });
}

/** Nothing is run again by itself, unless the hook's `retry` names this status. The row has counted the run. */
function afterInterruption(
  { randomness }: Pick<RecoveryDeps, "randomness">,
  delivery: Delivery,
  { hook, endedAt }: { readonly hook: Hook | null; readonly endedAt: number },
): AfterRun {
  if (hook === null) return { kind: "done" };
  return afterRun({
    delivery: { ...delivery, attempts: delivery.attempts - 1 },
    hook,
    outcome: { status: "error:interrupted" },
    pause: null,
    endedAt,
    random: randomness.fraction(),
  });
}

function reasonOf(after: AfterRun): string {
  const next = after.kind === "done" ? "not run again by itself" : "tried again, as its hook says";
  return `the daemon died while it ran; ${next}`;
}
