// A request that was brought comes in; as of when it is checked goes out, and what makes its repeat known.

import { passageKey } from "../core/records/claim-key.ts";
import type { Claim } from "../core/records/new-delivery.ts";
import type { Config } from "../core/settings/config.ts";
import type { HookRequest } from "./hook-request.ts";

const DAY_MS = 86_400_000;
/** Nothing that brings requests keeps them longer; what is said beyond it is no time that a date could show. */
const LONGEST_WAIT_MS = 31 * DAY_MS;

/** When its sender handed it over, by this machine's clock; epoch milliseconds. */
export function sentAt({ passage }: Pick<HookRequest, "passage">, nowMs: number): number {
  return passage === undefined
    ? nowMs
    : nowMs - Math.min(Math.max(0, passage.agoMs), LONGEST_WAIT_MS);
}

/**
 * As of when the time in a signature is checked. What waited elsewhere was signed before that; but nobody's word
 * makes a request young again that was taken once: longer ago than claims are kept, it counts as too late.
 */
export function checkedAsOf(
  request: Pick<HookRequest, "passage">,
  { dedupeDays }: Pick<Config["webhooks"], "dedupeDays">,
  nowMs: number,
): number {
  return Math.max(sentAt(request, nowMs), nowMs - dedupeDays * DAY_MS);
}

/** What was brought once is known by its name, whatever its sender's own id says. */
export function passageClaims(
  { passage }: Pick<HookRequest, "passage">,
  { now, dedupeDays }: { readonly now: number; readonly dedupeDays: number },
): Claim[] {
  if (passage === undefined) return [];
  return [{ key: passageKey(passage), expiresAt: now + dedupeDays * DAY_MS }];
}
