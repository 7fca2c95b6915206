// Check 1 of the chain: 429. Two budgets, both asked only once it is known what the request is worth:
// refused requests count per client address and hook, verified ones per hook. Junk never shuts out
// who can prove itself: behind a tunnel all senders share one address.

import { refuse, type Refusal } from "../../core/records/refusals.ts";
import { clientAddress } from "../client-address.ts";
import { createSlidingWindow } from "../sliding-window.ts";

/** Client addresses, times hooks, that are counted apart; further ones share one budget. */
const MAX_FAILURE_KEYS = 4096;
const MAX_HOOK_KEYS = 10_000;
/** Cannot be a hook's id. Unknown hooks share it, so that made-up ids make no keys. */
const UNKNOWN_HOOK = "?";

/** The two budgets. null: within. */
export interface RateLimit {
  /** Counts a refusal. `hookId` null: no hook of that id is known. */
  refused(remoteAddress: string, hookId: string | null, perMinute: number): Promise<Refusal | null>;
  /** Counts a request that proved itself. */
  verified(hookId: string, perMinute: number): Promise<Refusal | null>;
}

/** Opens both budgets, empty. */
export function createRateLimit(monotonic: () => number): RateLimit {
  const failures = createSlidingWindow({ monotonic, maxKeys: MAX_FAILURE_KEYS });
  const requests = createSlidingWindow({ monotonic, maxKeys: MAX_HOOK_KEYS });
  return {
    async refused(remoteAddress, hookId, perMinute) {
      const key = `${clientAddress(remoteAddress)} ${hookId ?? UNKNOWN_HOOK}`;
      const pass = await failures.take(key, perMinute);
      if (pass.ok) return null;
      const reason = `over failures_per_minute (${perMinute}) of this address and hook`;
      return refuse("rate_limited", reason, pass.retryAfterSeconds);
    },
    async verified(hookId, perMinute) {
      const pass = await requests.take(hookId, perMinute);
      if (pass.ok) return null;
      const reason = `over requests_per_minute (${perMinute}) of this hook`;
      return refuse("rate_limited", reason, pass.retryAfterSeconds);
    },
  };
}
