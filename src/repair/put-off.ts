// In: how far a repair has come, or what is in its way. Out: whether it goes on now; where not, when it does, and that its
// owner knows of what only the owner can mend.

import { nextRetryMs } from "../core/outbound/outbound-retry.ts";
import type { ListMissed, MissedTrouble } from "../core/ports/missed-port.ts";
import type { Hook } from "../core/settings/hook.ts";
import { pause, type RepairDeps } from "./repair-deps.ts";
import { troubleText } from "./repair-text.ts";

/** One repair, its hook and who is asked. */
export interface Task {
  readonly id: number;
  readonly hook: Hook & { readonly repair: NonNullable<Hook["repair"]> };
  readonly missed: ListMissed;
  readonly signal: AbortSignal;
  /** As its row has it; kept here, so that it is not read again for every delivery. */
  readonly state: { failures: number; restarts: number };
}

/** true: go on. false: it waits, or has ended. */
export type GoesOn = Promise<boolean>;

const GIVE_UP_MS = 3 * 86_400_000;
const RETRY = { firstDelayMs: 30_000, longestDelayMs: 3_600_000 };
/** What only the owner can mend is asked again this seldom; a change of the settings asks at once. */
const OWNERS_MS = 600_000;

/** Goes on at once, or when the sender's patience is there again. */
export async function rest(deps: RepairDeps, task: Task, waitMs: number): GoesOn {
  const { store, clock } = deps;
  if (waitMs > 0) {
    const word = "its sender's rate limit is used up; it goes on by itself";
    store.postponeRepair(task.id, { nextAt: clock.now() + waitMs, failures: 0, word });
    return false;
  }
  if (task.state.failures > 0) {
    store.postponeRepair(task.id, { nextAt: clock.now(), failures: 0, word: null });
    task.state.failures = 0;
  }
  await pause(deps, task.signal);
  return true;
}

/** Later again, and not for ever. What only the owner can mend is told once. */
export async function fail(deps: RepairDeps, task: Task, trouble: MissedTrouble): GoesOn {
  const { store, clock, log } = deps;
  const repair = store.repair(task.id);
  if (repair === null) return false;
  const { word, waitMs, isOwners } = trouble;
  const now = clock.now();
  log.warn("a repair could not go on", { hook: repair.hookId, repair: repair.id, reason: word });
  if (now - repair.createdAt > GIVE_UP_MS) {
    const end = { state: "given_up", at: now, word: `given up after three days: ${word}` } as const;
    store.endRepair(task.id, end, deps.noticesOf(troubleText(task.hook, end.word)));
    deps.onTold();
    return false;
  }
  const delayMs = nextRetryMs(RETRY, repair.failures, deps.randomness.fraction());
  const wait = waitMs ?? (isOwners ? Math.max(OWNERS_MS, delayMs) : delayMs);
  // Patience that is asked for is no failure.
  const failures = waitMs === undefined ? repair.failures + 1 : repair.failures;
  store.postponeRepair(task.id, { nextAt: now + wait, failures, word });
  if (isOwners) {
    const key = `repair_trouble:${task.id}`;
    if (deps.ledger.notify(key, deps.noticesOf(troubleText(task.hook, word)))) deps.onTold();
  }
  return false;
}
