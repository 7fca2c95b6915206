// In: how a run ended. Out: what becomes of its delivery: done, tried again later, or held until its agent works.

import type { Delivery } from "../../core/records/delivery.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { AfterRun } from "../../core/ports/ledger-port.ts";
import type { Pause } from "../../core/admission/pause.ts";
import { retryAfterMs } from "../../core/admission/retry.ts";

/** What is known when a run has ended. */
export interface EndedRun {
  /** As it was before the run: `attempts` does not count it. */
  readonly delivery: Delivery;
  readonly hook: Hook;
  readonly outcome: RunOutcome;
  /** The pause of its provider that this end makes; null: none. */
  readonly pause: Pause | null;
  /** Epoch milliseconds. */
  readonly endedAt: number;
  /** From 0 to below 1. */
  readonly random: number;
}

/** An agent that could not even begin is waited for as often as this; then it is an error. */
const MOST_WAITS = 10;

/** Decides what becomes of a delivery whose run has ended. */
export function afterRun({ delivery, hook, outcome, pause, endedAt, random }: EndedRun): AfterRun {
  const attempts = delivery.attempts + 1;
  if (pause !== null && outcome.untouched === true && attempts < MOST_WAITS)
    return { kind: "hold", status: "held:agent", reason: pause.reason, until: pause.until };
  const { status, retryAt } = outcome;
  const askedMs = retryAt === undefined ? undefined : Math.max(0, retryAt - endedAt);
  const wait = retryAfterMs(hook, { status, attempts, random, askedMs });
  if (wait === null) return { kind: "done" };
  return {
    kind: "requeue",
    reason: `attempt ${attempts} ended in ${outcome.status}; the next one follows`,
    notBefore: endedAt + wait,
  };
}
