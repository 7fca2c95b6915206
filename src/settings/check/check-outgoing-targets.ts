// Where mode forward and reports to senders would go, asked of the name's server: when an entry is saved or checked by
// its owner. Every attempt asks again.

import type { Problem } from "../../core/settings/problem.ts";
import { resolveTarget, type Lookup } from "../../outbound/resolve-target.ts";
import { forwardOrigin } from "./check-forward.ts";
import { refusedWords } from "./check-request.ts";
import { senderOrigins } from "./check-sender-reports.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

type Asked = Pick<CheckedHook, "hook" | "secrets" | "config" | "place">;

/** An error where a host leads to an address that nothing may be sent to; a warning where it leads nowhere. */
export async function outgoingTargetProblems(checked: Asked, lookup: Lookup): Promise<Problem[]> {
  const origin = forwardOrigin(checked);
  const ends = "deliveries end in error:unreachable";
  const targets = [
    ...(origin === null ? [] : [{ field: "forward.url", origin, ends }]),
    ...senderOrigins(checked).map(({ field, origin: of }) => {
      return { field, origin: of, ends: "reports do not arrive" };
    }),
  ];
  const found = targets.map((target) => targetProblems(checked, lookup, target));
  return (await Promise.all(found)).flat();
}

async function targetProblems(
  { place, config }: Asked,
  lookup: Lookup,
  {
    field,
    origin,
    ends,
  }: { readonly field: string; readonly origin: string; readonly ends: string },
): Promise<Problem[]> {
  const url = new URL(origin);
  // Addresses are checked at every load.
  if (/^[\d.]+$|^\[/.test(url.hostname)) return [];
  const found = await resolveTarget(lookup, url, config.forwardAllow);
  if (found.ok) return [];
  const { kind, reason } = found;
  if (kind === "refused") return [finding("error", place, { field, ...refusedWords(reason) })];
  return [finding("warning", place, { field, message: `${reason}; ${ends}` })];
}
