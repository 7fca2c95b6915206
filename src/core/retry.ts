// In: how a run ended, and what the owner wants tried again. Out: when, or never.

import type { Hook } from "./hook.ts";
import type { DoneStatus } from "./status.ts";

/** Tried again where `retry` names no statuses: what passes by itself, and has done nothing yet. */
const DEFAULT_ON = ["error:overloaded_*", "error:unreachable", "error:limit_*"];

const SECOND_MS = 1000;
const LONGEST_MS = 6 * 3600 * SECOND_MS;
/** Attempts of many deliveries do not come back in the same moment. */
const JITTER = 0.2;

/** Tells whether a status is meant by a list of statuses, `error:*` standing for all that begin so. */
export function matchesStatus(patterns: readonly string[], status: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? status.startsWith(pattern.slice(0, -1)) : status === pattern,
  );
}

/**
 * How long to wait before a failed run is tried again, milliseconds; null: it is not.
 * @param ended `attempts`: runs so far, this one included; `random`: from 0 to below 1
 */
export function retryAfterMs(
  retry: Hook["retry"],
  ended: { readonly status: DoneStatus; readonly attempts: number; readonly random: number },
): number | null {
  if (retry === undefined || ended.attempts >= retry.maxAttempts) return null;
  if (!matchesStatus(retry.on ?? DEFAULT_ON, ended.status)) return null;
  const plain = retry.backoffSeconds * SECOND_MS * 2 ** (ended.attempts - 1);
  const factor = 1 + JITTER * (2 * ended.random - 1);
  return Math.round(Math.min(LONGEST_MS, plain) * factor);
}
