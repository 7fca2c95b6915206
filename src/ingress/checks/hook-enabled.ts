// Check 5 of the chain: 403.

import type { Hook } from "../../core/settings/hook.ts";
import { refuse, type Refusal } from "../../core/records/refusals.ts";

/** Refuses what is sent to a hook that its owner switched off. */
export function checkHookEnabled(hook: Hook): Refusal | null {
  return hook.enabled ? null : refuse("hook_disabled", `hook ${hook.id} is switched off`);
}
