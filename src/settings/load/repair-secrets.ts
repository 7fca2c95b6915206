// In: `repair` as it was written. Out: its token, with `env:` and `file:` resolved, and what is wrong with it.

import type { Hook } from "../../core/settings/hook.ts";
import type { Problem } from "../../core/settings/problem.ts";
import type { HookRepairSecrets } from "../../core/settings/repair.ts";
import { hiddenFinding } from "../check/finding.ts";
import { HEADER_VALUE, type ResolveDeps } from "./forward-secrets.ts";
import type { resolveSecret } from "./secrets.ts";

/** Resolves it; undefined where the hook has none. */
export async function resolveRepair(
  { repair }: Hook,
  { environment, place }: Omit<ResolveDeps, "field">,
  ask: typeof resolveSecret,
): Promise<
  { readonly secrets: HookRepairSecrets; readonly problems: readonly Problem[] } | undefined
> {
  if (repair === undefined) return undefined;
  const field = "repair.token";
  const { value, problems } = await ask(repair.token, environment, { ...place, field });
  if (value === null || HEADER_VALUE.test(value)) return { secrets: { token: value }, problems };
  const message = "is not fit for a header: one line of printable characters";
  const wrong = hiddenFinding("error", place, { field, message });
  return { secrets: { token: null }, problems: [...problems, wrong] };
}
