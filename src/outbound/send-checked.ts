// In: a request to a URL. Out: what was answered. Its host is resolved and checked now, and the request goes to the
// very addresses that were checked.

import type { Clock } from "../system/clock.ts";
import { resolveTarget, type Lookup, type ResolvedTarget } from "./resolve-target.ts";
import { sendPinned, type PinnedAnswer, type PinnedRequest } from "./send-pinned.ts";

/** What sending needs. */
export interface SendDeps {
  readonly clock: Pick<Clock, "setTimer" | "monotonic">;
  readonly lookup: Lookup;
}

/** A request to be checked and sent. */
export interface CheckedRequest extends Omit<PinnedRequest, "addresses"> {
  /** Hosts, addresses and networks that are allowed though they are not public. */
  readonly allowed: readonly string[];
}

/** What was answered, or why nothing was sent. */
export type CheckedAnswer = PinnedAnswer | { readonly kind: "refused"; readonly reason: string };

/** Checks and sends once. Never throws. */
export async function sendChecked(
  deps: SendDeps,
  { allowed, ...request }: CheckedRequest,
): Promise<CheckedAnswer> {
  const begun = deps.clock.monotonic();
  const target = await resolveInTime(deps, request, allowed);
  if ("kind" in target) return target;
  const passedMs = deps.clock.monotonic() - begun;
  const timeoutMs = Math.max(1, request.timeoutMs - passedMs);
  return sendPinned(deps.clock, { ...request, addresses: target.addresses, timeoutMs });
}

/** A name's server that says nothing is waited for as long as a receiver. */
async function resolveInTime(
  { clock, lookup }: SendDeps,
  { url, timeoutMs, signal }: Omit<PinnedRequest, "addresses">,
  allowed: readonly string[],
): Promise<(ResolvedTarget & { ok: true }) | Exclude<CheckedAnswer, { kind: "answer" }>> {
  const ended = Promise.withResolvers<"timeout" | "aborted">();
  const onAbort = (): void => ended.resolve("aborted");
  const timer = clock.setTimer(() => ended.resolve("timeout"), timeoutMs);
  signal.addEventListener("abort", onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const found = await Promise.race([resolveTarget(lookup, url, allowed), ended.promise]);
    return typeof found === "string" ? { kind: found } : found;
  } finally {
    timer.clear();
    signal.removeEventListener("abort", onAbort);
  }
}
