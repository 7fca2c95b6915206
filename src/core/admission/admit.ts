// In: what is known of a delivery at this moment. Out: whether it runs, waits, is held, or ends without a run.
// Pure: dispatch gathers the facts, asks, and writes down the verdict.

import {
  checkSafeMode,
  checkEvent,
  checkMaxAge,
  checkCondition,
  checkLoop,
  checkMode,
  checkNotBefore,
  checkBurst,
  checkTodo,
  checkQuietHours,
  checkPause,
  checkFuse,
  checkProvider,
  checkBudget,
  checkApproval,
} from "./admission-checks.ts";
import type { BudgetVerdict } from "./budget.ts";
import type { ConditionVerdict } from "../settings/condition.ts";
import type { Config } from "../settings/config.ts";
import type { DeliveryOrigin } from "../records/delivery.ts";
import type { Verdict } from "../records/verdict.ts";
import type { Hook } from "../settings/hook.ts";
import type { Pause } from "./pause.ts";
import type { ProviderChoice } from "./provider-choice.ts";
import type { LoadedHook } from "../settings/settings.ts";
import type { EventRefinement } from "../events/source.ts";
import type { HeldStatus } from "../records/status.ts";
import type { TrustVerdict } from "./trust.ts";

/** What the verdict is made of. */
export interface AdmissionFacts {
  /** null: the hook is no longer in webhooks.json. */
  readonly loaded: LoadedHook | null;
  readonly config: Pick<Config, "safeMode" | "features">;
  readonly event: string | null;
  /** The refinements of the hook's source. */
  readonly refinements?: readonly EventRefinement[] | undefined;
  readonly entity: string | null;
  readonly origin: DeliveryOrigin;
  /** How much later than it was sent it came in, milliseconds; 0: it was not late. */
  readonly latenessMs: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** Not to start before; null: at once. */
  readonly notBefore: number | null;
  /** Until when its burst may go on; null: it is no burst. */
  readonly burstEnd: number | null;
  /** Reasons to hold that the owner has let go for this delivery. */
  readonly waived: readonly HeldStatus[];
  /** The owner's wall clock, in minutes after midnight. */
  readonly minuteOfDay: number;
  /** The pause that is in force for everything, the hook or the entity. */
  readonly pause: Pause | null;
  readonly ask: AdmissionQuestions;
}

/** Facts that cost something to know: each is asked only where everything before has passed. */
export interface AdmissionQuestions {
  /** What `when` says; null: the hook has none. */
  condition(): ConditionVerdict | null;
  /** What `urgent` says; null: the hook has none. */
  urgent(): ConditionVerdict | null;
  /** What the condition in `approval` says; null: it is `never`, `always`, or not there. */
  approval(): ConditionVerdict | null;
  /** null: the hook has no `trust`. */
  trust(): TrustVerdict | null;
  /** How many of wakehook's own runs led here; 0: none. */
  depth(): number;
  /** Runs on the entity within the hook's fuse time; see `fuseOf`. */
  runsOnEntity(): number;
  budget(): BudgetVerdict;
  /** Among the providers that may carry the hook out; `none`: it needs none. */
  provider(): ProviderChoice;
  /** When the quiet hours end next, epoch milliseconds. */
  quietEnd(): number;
}

type Check = (hook: Hook, facts: AdmissionFacts) => Verdict;

const RUN: Verdict = { kind: "run" };

/** The checks of a valid, enabled hook in their order; the first that says no wins. */
const CHECKS: ReadonlyArray<{ readonly check: Check; readonly replayPasses: boolean }> = [
  { check: checkSafeMode, replayPasses: false },
  { check: checkEvent, replayPasses: true },
  { check: checkMaxAge, replayPasses: true },
  { check: checkCondition, replayPasses: true },
  { check: checkLoop, replayPasses: true },
  { check: checkNotBefore, replayPasses: false },
  { check: checkBurst, replayPasses: true },
  { check: checkTodo, replayPasses: true },
  // What waits for its owner may wait for a switch as well.
  { check: checkMode, replayPasses: false },
  { check: checkQuietHours, replayPasses: true },
  { check: checkPause, replayPasses: true },
  { check: checkFuse, replayPasses: true },
  { check: checkProvider, replayPasses: false },
  { check: checkBudget, replayPasses: true },
  { check: checkApproval, replayPasses: true },
];

/**
 * Decides about a delivery. A replay is the owner's own word for this delivery: it passes whatever decides
 * whether and when, and not what makes a run impossible. A test goes the whole way, as a sender's event would.
 * What the owner has let go is not asked again.
 */
export function admit(facts: AdmissionFacts): Verdict {
  const { loaded } = facts;
  if (loaded === null)
    return { kind: "end", status: "error:not_found", reason: "the hook was removed" };
  const { hook } = loaded;
  if (hook === null || loaded.state !== "valid") return holdInvalid(loaded);
  if (!hook.enabled)
    return { kind: "hold", status: "held:disabled", reason: "the hook is switched off" };
  for (const { check, replayPasses } of CHECKS) {
    if (replayPasses && facts.origin === "replay") continue;
    const verdict = check(hook, facts);
    if (verdict.kind === "run") continue;
    if (verdict.kind === "hold" && facts.waived.includes(verdict.status)) continue;
    return verdict;
  }
  return RUN;
}

/** The check that holds with a status; those of the hook's own state are told by `stillHeld` itself. */
const HOLDERS: Partial<Record<HeldStatus, Check>> = {
  "held:todo": checkTodo,
  "held:quiet_hours": checkQuietHours,
  "held:paused": checkPause,
  "held:agent": checkProvider,
  "held:budget": checkBudget,
  "held:approval": checkApproval,
};

/**
 * Whether what a delivery is held for is still there. Where it is not, the delivery is decided about anew: it may
 * be held for something else then. A fuse that has blown is a pause by now: its runs are not counted again.
 */
export function stillHeld(status: HeldStatus, facts: AdmissionFacts): boolean {
  const { loaded, waived } = facts;
  if (loaded === null) return false;
  // It may have run already: nothing but the owner's word lets it go.
  if (status === "held:salvaged") return !waived.includes(status);
  const { hook } = loaded;
  // No word about one delivery mends its hook, or switches it on.
  if (hook === null || loaded.state !== "valid") return status === "held:hook_invalid";
  if (!hook.enabled) return status === "held:disabled";
  if (waived.includes(status)) return false;
  const verdict = HOLDERS[status]?.(hook, facts) ?? RUN;
  return verdict.kind === "hold" && verdict.status === status;
}

function holdInvalid({ problems }: LoadedHook): Verdict {
  const error = problems.find(({ level }) => level === "error");
  const place = error?.field === undefined ? "" : `${error.field}: `;
  const detail = error === undefined ? "" : `: ${place}${error.message}`;
  const reason = `the hook's entry has an error${detail}`;
  return { kind: "hold", status: "held:hook_invalid", reason };
}
