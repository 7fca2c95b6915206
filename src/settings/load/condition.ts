// A hook's conditions (`when`, `urgent`, `approval`): read and checked at load. Without one, nothing of it is loaded at all.

import type { Condition } from "../../core/settings/condition.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { LoadedHook } from "../../core/settings/settings.ts";
import type { CheckedHook } from "../check/checked-hook.ts";
import { finding } from "../check/finding.ts";

/** The fields that hold a condition. */
const FIELDS = ["when", "urgent", "approval"] as const;
type Field = (typeof FIELDS)[number];

/** Words of `approval` that are no condition. */
const APPROVAL_WORDS: ReadonlySet<string> = new Set(["never", "always"]);

/** Where a loaded hook keeps each. */
const KEPT_AS = { when: "condition", urgent: "urgent", approval: "approval" } as const;

/** The conditions of a hook, as a loaded hook keeps them. */
export type Conditions = Pick<LoadedHook, "condition" | "urgent" | "approval">;

/** Checks every condition of a hook. */
export async function conditionProblems({ hook, place }: CheckedHook): Promise<Problem[]> {
  const found = await Promise.all(
    FIELDS.map(async (field) => {
      const text = textOf(hook, field);
      if (text === undefined) return [];
      const compiled = await compile(text, field);
      return compiled.ok
        ? []
        : [finding("error", place, { field, value: text, message: compiled.reason })];
    }),
  );
  return found.flat();
}

/**
 * The conditions of a hook that was checked. An unchanged one is the very same as before, so that a reload sees
 * that nothing changed.
 */
export async function conditionsOf(
  hook: Pick<Hook, Field>,
  previous: LoadedHook | undefined,
): Promise<Conditions> {
  const found: { -readonly [Name in keyof Conditions]: Condition } = {};
  for (const field of FIELDS) {
    const text = textOf(hook, field);
    if (text === undefined) continue;
    const before = previous?.[KEPT_AS[field]];
    const same = before !== undefined && previous?.hook?.[field] === text;
    const compiled = same ? ({ ok: true, condition: before } as const) : await compile(text, field);
    if (compiled.ok) found[KEPT_AS[field]] = compiled.condition;
  }
  return found;
}

function textOf(hook: Pick<Hook, Field>, field: Field): string | undefined {
  const text = hook[field];
  return field === "approval" && text !== undefined && APPROVAL_WORDS.has(text) ? undefined : text;
}

async function compile(text: string, field: Field) {
  const { compileCondition } = await import("../../conditions/compile.ts");
  return compileCondition(text, field);
}
