// At the start: what a daemon that died left behind. Nothing of it is run again by itself.

import type { LedgerPort } from "../core/ledger-port.ts";
import type { Log } from "../core/log-port.ts";
import type { Run } from "../core/delivery.ts";
import type { RunDeps } from "./run-delivery.ts";
import type { SettingsSnapshot } from "../core/settings.ts";

/** What recovery needs from around it. */
export interface RecoveryDeps {
  readonly ledger: Pick<LedgerPort, "unfinishedRuns" | "finishRun" | "delivery">;
  readonly clock: RunDeps["clock"];
  readonly settings: () => SettingsSnapshot;
  readonly reportsOf: RunDeps["reportsOf"];
  /** Ends processes that the dead daemon's run left; settles when they are gone. */
  readonly endOrphan: (run: Run, processStart: string | null) => Promise<number>;
  readonly log: Log;
}

/** Ends what is left of every unfinished run and reports it as interrupted. Returns how many there were. */
export async function recoverRuns(deps: RecoveryDeps): Promise<number> {
  const unfinished = deps.ledger.unfinishedRuns();
  await Promise.all(unfinished.map((left) => recoverRun(deps, left)));
  return unfinished.length;
}

async function recoverRun(
  deps: RecoveryDeps,
  { run, processStart }: { readonly run: Run; readonly processStart: string | null },
): Promise<void> {
  const ended = await deps.endOrphan(run, processStart);
  const delivery = deps.ledger.delivery(run.deliveryId);
  if (delivery === null) return;
  const endedAt = deps.clock.now();
  const outcome = {
    status: "error:interrupted",
    reason: "the daemon died while it ran; not run again by itself",
  } as const;
  const hook = deps.settings().hooks.get(run.hookId)?.hook ?? null;
  const ending = { runId: run.id, durationMs: endedAt - run.startedAt, outcome };
  const reports = deps.reportsOf(delivery, ending, hook);
  deps.ledger.finishRun(run.id, outcome, endedAt, { kind: "done" }, reports);
  deps.log.warn("a run was interrupted", {
    run: run.id,
    hook: run.hookId,
    ended_processes: ended,
  });
}
