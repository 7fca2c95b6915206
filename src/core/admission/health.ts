// In: how a run ended. Out: whether its provider is paused, and until when.

import type { RunOutcome } from "../records/run.ts";
import type { Pause, PauseCause } from "./pause.ts";
import { PROVIDERS, type ProviderId } from "../settings/providers.ts";
import type { DoneStatus } from "../records/status.ts";

/** Why a provider may be paused. */
export type HealthCause = Extract<PauseCause, "auth" | "limit" | "overloaded" | "hang" | "missing">;

const MINUTE_MS = 60_000;

/** How long a pause takes: the first, doubled each time in a row, at most. null: until a probe says that it works. */
const LENGTHS: Readonly<Record<HealthCause, { first: number; most: number } | null>> = {
  auth: null,
  missing: null,
  limit: { first: 30 * MINUTE_MS, most: 360 * MINUTE_MS },
  overloaded: { first: MINUTE_MS, most: 30 * MINUTE_MS },
  hang: { first: 10 * MINUTE_MS, most: 60 * MINUTE_MS },
};

/** How often a paused provider without an end is probed, milliseconds. */
export const PROBE_EVERY_MS: Readonly<Record<"auth" | "missing", number>> = {
  auth: 5 * MINUTE_MS,
  missing: MINUTE_MS,
};

/** Hangs in a row after which the provider itself is doubted, and not the task. */
const HANGS = 2;

const WORDS: Readonly<Record<HealthCause, string>> = {
  auth: "its login is missing or has expired: log in once by hand",
  missing: "its program is not on the PATH: install it, or set agents.path",
  limit: "its usage limit is reached",
  overloaded: "its servers are overloaded",
  hang: "it stopped making progress, twice in a row",
};

/** What a status says about the provider; null: nothing. */
export function healthCause(status: DoneStatus): HealthCause | null {
  if (status === "error:hang") return "hang";
  if (status.startsWith("error:auth_")) return "auth";
  if (status.startsWith("error:limit_")) return "limit";
  if (status.startsWith("error:overloaded_")) return "overloaded";
  return status.startsWith("error:cli_not_found_") ? "missing" : null;
}

/** What is known beside the run's end. */
export interface HealthFacts {
  readonly now: number;
  /** Times in a row that the provider ended so before, whether it was paused for it or not. */
  readonly strikes: number;
}

/** The pause that a run's end makes; null: none. */
export function pauseAfter(
  provider: ProviderId,
  outcome: Pick<RunOutcome, "status" | "retryAt">,
  { now, strikes }: HealthFacts,
): Pause | null {
  const cause = healthCause(outcome.status);
  if (cause === null || (cause === "hang" && strikes + 1 < HANGS)) return null;
  const pausesBefore = cause === "hang" ? strikes + 1 - HANGS : strikes;
  const until = outcome.retryAt ?? endOf(LENGTHS[cause], now, pausesBefore);
  return {
    kind: "provider",
    name: provider,
    cause,
    since: now,
    until,
    // Read hours later, too: how long it still takes is said by whoever shows it.
    reason: `${PROVIDERS[provider].title}: ${WORDS[cause]}`,
    strikes: strikes + 1,
  };
}

function endOf(length: { first: number; most: number } | null, now: number, before: number) {
  if (length === null) return null;
  return now + Math.min(length.most, length.first * 2 ** Math.min(before, 20));
}
