// From a failure to the instant at which its provider works again, by its record or by its words.

import { systemTimezone } from "../../system/clock.ts";
import type { Failure } from "./failure.ts";
import { boundedReset, resetTimeIn } from "./reset-time.ts";

/** Epoch milliseconds; null where the failure does not say. */
export function retryAtOf(failure: Failure, now: number): number | null {
  const stated =
    failure.retryAt ??
    (failure.retryAfterMs === undefined ? undefined : now + failure.retryAfterMs);
  const bounded = stated === undefined ? null : boundedReset(stated, now);
  return bounded ?? resetTimeIn(failure.text, { now, timezone: systemTimezone() });
}

/** How long a program that goes on asking means to wait, milliseconds; 0 where it does not say. */
export function waitMs(failure: Failure, now: number): number {
  return (retryAtOf(failure, now) ?? now) - now;
}
