// Where mode forward would send, asked of the name's server: when an entry is saved or checked by its owner. Every
// attempt asks again.

import type { Problem } from "../core/problem.ts";
import { resolveTarget, type Lookup } from "../outbound/resolve-target.ts";
import { forwardOrigin, refusedWords } from "./check-forward.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

/** An error where the host leads to an address that nothing may be sent to; a warning where it leads nowhere. */
export async function forwardTargetProblems(
  checked: Pick<CheckedHook, "hook" | "secrets" | "config" | "place">,
  lookup: Lookup,
): Promise<Problem[]> {
  const origin = forwardOrigin(checked);
  if (origin === null) return [];
  const url = new URL(origin);
  // Addresses are checked at every load.
  if (/^[\d.]+$|^\[/.test(url.hostname)) return [];
  const found = await resolveTarget(lookup, url, checked.config.forwardAllow);
  if (found.ok) return [];
  const { kind, reason } = found;
  const field = "forward.url";
  if (kind === "refused")
    return [finding("error", checked.place, { field, ...refusedWords(reason) })];
  const message = `${reason}; deliveries end in error:unreachable`;
  return [finding("warning", checked.place, { field, message })];
}
