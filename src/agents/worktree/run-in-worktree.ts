// In: a run that may ask for a worktree. Out: the run's end, with the branch that keeps what it changed.

import type { AgentRequest } from "../../core/ports/agent-port.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import { stopStatus } from "../../core/records/process-ending.ts";
import { settleWorktree, type WorktreeDeps } from "./settle-worktree.ts";
import { makeWorktree } from "./worktree.ts";

/** Runs where the request says: in the task folder, or in a worktree that is settled afterwards. */
export async function runInWorktree(
  deps: WorktreeDeps,
  request: AgentRequest,
  run: (placed: AgentRequest) => Promise<RunOutcome>,
): Promise<RunOutcome> {
  // Who may only read changes nothing, and reads what the owner has before them.
  if (!request.worktree || request.permission === "read_only") return run(request);
  const made = await makeWorktree(deps, request);
  if (!made.ok)
    return request.signal.aborted
      ? { status: stopStatus(request.signal), untouched: true }
      : { status: "error:no_worktree", reason: made.reason, untouched: true };
  let outcome: RunOutcome;
  try {
    outcome = await run({ ...request, folder: made.folder });
  } catch (thrown) {
    await settleWorktree(deps, made.note);
    throw thrown;
  }
  const worktree = await settleWorktree(deps, made.note);
  if (worktree === null) return outcome;
  return { ...outcome, worktree, folder: made.folder, untouched: false };
}
