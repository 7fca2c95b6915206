// A hook's `when`: read and checked at load. Without one, nothing of it is loaded at all.

import type { Condition } from "../core/condition.ts";
import type { Hook } from "../core/hook.ts";
import type { Problem } from "../core/problem.ts";
import type { LoadedHook } from "../core/settings.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

/** Checks `when`. */
export async function conditionProblems({ hook, place }: CheckedHook): Promise<Problem[]> {
  const { when } = hook;
  if (when === undefined) return [];
  const compiled = await compile(when);
  if (compiled.ok) return [];
  return [finding("error", place, { field: "when", value: when, message: compiled.reason })];
}

/**
 * The condition of a hook whose `when` was checked; undefined where it has none. An unchanged one is
 * the very same as before, so that a reload sees that nothing changed.
 */
export async function conditionOf(
  { when }: Pick<Hook, "when">,
  previous: LoadedHook | undefined,
): Promise<Condition | undefined> {
  if (when === undefined) return undefined;
  if (previous?.condition !== undefined && previous.hook?.when === when) return previous.condition;
  const compiled = await compile(when);
  return compiled.ok ? compiled.condition : undefined;
}

async function compile(when: string) {
  const { compileCondition } = await import("../conditions/compile.ts");
  return compileCondition(when);
}
