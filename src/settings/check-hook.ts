import type { Hook } from "../core/hook.ts";
import type { Problem } from "../core/problem.ts";
import type { HookSecrets } from "../core/settings.ts";

/** Further checks; filled in soon. */
export async function checkHook(
  _hook: Hook,
  _secrets: HookSecrets,
  _around: object,
): Promise<Problem[]> {
  return [];
}
