// In: how a run ended, and what the owner wants tried again. Out: when, or never.

import type { Hook } from "../settings/hook.ts";
import type { DoneStatus } from "../records/status.ts";

/** Tried again where `retry` names no statuses: what passes by itself, and has done nothing yet. */
const DEFAULT_ON = ["error:overloaded_*", "error:unreachable", "error:limit_*"];

/** What another receiver's moment may mend; the delivery's id goes with every try, so that a repeat is recognised. */
const FORWARD_ON = [
  "error:unreachable",
  "error:timeout",
  "error:http_408",
  "error:http_429",
  "error:http_5*",
];
/** Mode forward tries again unasked: for about an hour. */
const FORWARD_RETRY = { maxAttempts: 8, backoffSeconds: 30 };

const SECOND_MS = 1000;
const LONGEST_MS = 6 * 3600 * SECOND_MS;
const LONGEST_ASKED_MS = 24 * 3600 * SECOND_MS;
/** Attempts of many deliveries do not come back in the same moment. */
const JITTER = 0.2;

/** Tells whether a status is meant by a list of statuses, `error:*` standing for all that begin so. */
export function matchesStatus(patterns: readonly string[], status: string): boolean {
  return patterns.some((pattern) =>
    pattern.endsWith("*") ? status.startsWith(pattern.slice(0, -1)) : status === pattern,
  );
}

interface RetryPlan {
  readonly maxAttempts: number;
  readonly backoffSeconds: number;
  readonly on: readonly string[];
}

/** A hook's `retry` as it counts, with what its mode says by itself; null: its runs are not tried again. */
function planOf({ mode, retry }: Pick<Hook, "mode" | "retry">): RetryPlan | null {
  const isForward = mode === "forward";
  const plan = retry ?? (isForward ? FORWARD_RETRY : null);
  if (plan === null) return null;
  const { maxAttempts, backoffSeconds } = plan;
  return { maxAttempts, backoffSeconds, on: retry?.on ?? (isForward ? FORWARD_ON : DEFAULT_ON) };
}

/**
 * How long to wait before a failed run is tried again, milliseconds; null: it is not.
 * @param ended `attempts`: runs so far, this one included; `random`: from 0 to below 1
 */
export function retryAfterMs(
  hook: Pick<Hook, "mode" | "retry">,
  ended: {
    readonly status: DoneStatus;
    readonly attempts: number;
    readonly random: number;
    /** How long the other side asks to be left alone, milliseconds. */
    readonly askedMs?: number | undefined;
  },
): number | null {
  const retry = planOf(hook);
  if (retry === null || ended.attempts >= retry.maxAttempts) return null;
  if (!matchesStatus(retry.on, ended.status)) return null;
  const plain = retry.backoffSeconds * SECOND_MS * 2 ** (ended.attempts - 1);
  const factor = 1 + JITTER * (2 * ended.random - 1);
  const wait = Math.round(Math.min(LONGEST_MS, plain) * factor);
  return Math.max(wait, Math.min(LONGEST_ASKED_MS, ended.askedMs ?? 0));
}
