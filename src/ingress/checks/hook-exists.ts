// Check 4 of the chain: 404. A hook that is there, but whose entry was never valid, answers 503:
// its owner is about to mend it, and its sender tries again.

import type { Problem } from "../../core/settings/problem.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";
import type { TargetHook, UsableHook } from "../target-hook.ts";

const MENDING_SECONDS = 300;

/** A hook that can take requests. */
export interface ExistingHook {
  readonly ok: true;
  readonly usable: UsableHook;
}

/** Tells whether the target is a hook that can take requests. */
export function checkHookExists(target: TargetHook): ExistingHook | Refusal {
  if (target.usable !== undefined) return { ok: true, usable: target.usable };
  return unusableHook(target) ?? refuse("hook_not_found", "no hook has this id");
}

/** The refusal of a hook whose entry was never valid; null for every other target. */
export function unusableHook({ loaded, usable }: TargetHook): Refusal | null {
  if (loaded === undefined || usable !== undefined) return null;
  return invalidEntry(loaded);
}

/** The refusal of an entry that was never valid. */
export function invalidEntry({ problems }: { readonly problems: readonly Problem[] }): Refusal {
  const problem = problems.find(({ level }) => level === "error");
  const why = problem === undefined ? "" : `: ${problem.field ?? "entry"}: ${problem.message}`;
  return refuse("hook_invalid", `the hook's entry was never valid${why}`, MENDING_SECONDS);
}
