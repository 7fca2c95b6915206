// In: a delivery at the head of its line that may run. Out: its run, as its hook, its author and its owner allow.

import { shareOfBudget } from "../../core/admission/budget.ts";
import type { Config } from "../../core/settings/config.ts";
import type { Delivery } from "../../core/records/delivery.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { LedgerPort } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Mode } from "../../core/ports/mode-port.ts";
import type { ModeName } from "../../core/settings/modes.ts";
import type { Facts } from "../admission/facts.ts";
import type { GoingRuns } from "./going-runs.ts";
import type { LockRound } from "./locks.ts";
import { planRun } from "./plan-run.ts";
import type { Waiting } from "../waiting/waiting-line.ts";
import type { WaitingRoom } from "../waiting/waiting-room.ts";

/** What a start needs from around it. */
export interface StartDeps {
  readonly ledger: Pick<LedgerPort, "delivery">;
  readonly modes: ReadonlyMap<ModeName, Mode>;
  readonly facts: Facts;
  readonly going: Pick<GoingRuns, "start" | "ofHook">;
  readonly room: Pick<WaitingRoom, "leave" | "arrive">;
  readonly log: Log;
}

/** The hook in force, and one look at what is free. */
export interface StartRound {
  readonly hook: Hook;
  readonly config: Config;
  readonly round: LockRound;
}

/** Starts a delivery that may run where its slots and locks are free; true where it left the line. */
export function tryStart(
  deps: StartDeps,
  entry: Waiting,
  { hook: written, config, round }: StartRound,
  onEnd: (entry: Waiting, fault: Error | null) => void,
): boolean {
  const delivery = deps.ledger.delivery(entry.id);
  const choice = deps.facts.provider(written, config);
  if (delivery?.state === "queued" && choice.kind === "wait") return false;
  const plan = planRun(deps, entry, { hook: written, config, choice });
  if (plan === null || delivery?.state !== "queued") {
    deps.log.error("a delivery waited here and not in the ledger", { delivery: entry.id });
    deps.room.leave(entry.id);
    // A disk that took half of a verdict: the ledger is right.
    if (delivery?.state === "held") deps.room.arrive(delivery, entry);
    return true;
  }
  const { mode, hook, folder, trust } = plan;
  const needs = { hookId: hook.id, folder, dependency: hook.dependency ?? null };
  if (!round.mayStart(needs)) return false;
  const budgetUsd = shareOf(deps, entry, hook);
  if (budgetUsd === 0) return false;
  const { arrival } = entry;
  const order = { delivery, hook, config, mode, needs, budgetUsd, arrival, trust };
  deps.room.leave(entry.id);
  deps.facts.forget();
  deps.going.start(order, (fault) => onEnd(entry, fault));
  return true;
}

/** What it may cost; null: no limit. 0: the runs that go on were told all that is left, and it waits for their end. */
function shareOf({ facts, going }: StartDeps, entry: Waiting, hook: Hook): number | null {
  const budget = facts.budget(hook);
  if (!budget.ok) return null;
  const { runs, toldUsd } = going.ofHook(hook.id);
  const share = shareOfBudget(budget.remainingUsd, {
    freeSlots: hook.maxConcurrent - runs,
    toldUsd,
  });
  const isOwnersWord = entry.origin === "replay" || entry.waived.includes("held:budget");
  return share === 0 && isOwnersWord ? null : share;
}

/** Whether a delivery waits again after its run: for another attempt, or for its agent. */
export function waitsAgain(delivery: Delivery | null): delivery is Delivery {
  return delivery?.state === "queued" || delivery?.state === "held";
}
