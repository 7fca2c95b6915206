// How the agent programs are. In: ends of runs, and probes. Out: pauses of providers, and one message at the start
// and at the end of each trouble, however long it takes.

import type { RunOutcome } from "../../core/records/run.ts";
import { durationText } from "../../core/settings/duration.ts";
import { toError } from "../../core/records/errors.ts";
import {
  healthCause,
  pauseAfter,
  PROBE_EVERY_MS,
  type HealthCause,
} from "../../core/admission/health.ts";
import type { LedgerPort, NewReport } from "../../core/ports/ledger-port.ts";
import type { Log } from "../../core/ports/log-port.ts";
import type { Pause } from "../../core/admission/pause.ts";
import { isProviderId, PROVIDERS, type ProviderId } from "../../core/settings/providers.ts";
import type { Notice } from "../../core/outbound/report.ts";
import type { Clock } from "../../system/clock.ts";
import type { Pauses } from "../owner/pauses.ts";

/** What the watch needs from around it. */
export interface ProviderHealthDeps {
  readonly clock: Clock;
  readonly pauses: Pauses;
  readonly log: Log;
  readonly noticesOf: (notice: Notice) => NewReport[];
  readonly notify: LedgerPort["notify"];
  /** false: no agent program may be started now, not even to ask it. */
  readonly mayProbe: () => boolean;
  /** Asks a program whether it is there and logged in; costs nothing at its model service. */
  readonly probe: (
    provider: ProviderId,
    pause: Pick<Pause, "cause" | "since">,
  ) => Promise<"works" | "auth" | "missing" | "unknown">;
}

/** Knows how the providers are. */
export interface ProviderHealth {
  /** The pause that the end of a run of a provider will make; null: it had none. Nothing is written yet. */
  judge(provider: string | null, outcome: RunOutcome): Pause | null;
  /** A run's end is written: its pause is too, with the message; a success ends a trouble. @throws what the ledger throws. */
  ended(provider: string | null, outcome: RunOutcome, pause: Pause | null): void;
  /** Probes those that are paused until they work, as often as it may; `onWorks` where one does. */
  probe(onWorks: () => void, when?: "now" | "in_time"): void;
}

interface Trouble {
  readonly cause: HealthCause;
  readonly strikes: number;
}

/** A program that cannot say whether it is logged in is tried with a run after this long, milliseconds. */
const BLIND_TRY_MS = 30 * 60_000;

/** Creates the watch. */
export function createProviderHealth(deps: ProviderHealthDeps): ProviderHealth {
  const { clock, pauses } = deps;
  /** Since its last good end. */
  const troubles = new Map<ProviderId, Trouble>();
  const probedAt = new Map<string, number>();

  function strikesOf(provider: ProviderId, cause: HealthCause | null): number {
    const known = troubles.get(provider) ?? pauses.find("provider", provider);
    return known !== null && known?.cause === cause ? known.strikes : 0;
  }

  function judge(provider: string | null, outcome: RunOutcome): Pause | null {
    if (!isKnown(provider)) return null;
    const strikes = strikesOf(provider, healthCause(outcome.status));
    return pauseAfter(provider, outcome, { now: clock.now(), strikes });
  }

  function ended(provider: string | null, outcome: RunOutcome, pause: Pause | null): void {
    if (!isKnown(provider)) return;
    const cause = healthCause(outcome.status);
    if (cause === null) {
      if (hasWorked(outcome)) recovered(provider);
      return;
    }
    const strikes = strikesOf(provider, cause) + 1;
    if (pause !== null && !isPausedByOwner(provider)) {
      pauses.add(pause, pause.strikes === firstTold(cause) ? startWords(provider, pause) : []);
      deps.log.warn("a provider is paused", { provider, cause, until: pause.until });
    }
    troubles.set(provider, { cause, strikes });
  }

  function startWords(provider: ProviderId, { reason, since, until }: Pause): NewReport[] {
    const { title } = PROVIDERS[provider];
    const next = until === null ? "" : `; tried again in ${durationText((until - since) / 1000)}`;
    const text = `${reason}${next}. What needs it waits as held:agent and goes on by itself. wakehook resume ${provider} ends the pause now.`;
    return deps.noticesOf({ notice: "agent", title: `${title} is paused`, text, hook_id: null });
  }

  function endWords(provider: ProviderId): NewReport[] {
    const title = `${PROVIDERS[provider].title} works again`;
    const text = "What waited for it goes on.";
    return deps.noticesOf({ notice: "agent", title, text, hook_id: null });
  }

  function isPausedByOwner(provider: ProviderId): boolean {
    return pauses.find("provider", provider)?.cause === "owner";
  }

  /** The trouble is over: the pause ends where it is still there, and the owner is told where it was said. */
  function recovered(provider: ProviderId): void {
    const trouble = troubles.get(provider);
    troubles.delete(provider);
    if (isPausedByOwner(provider)) return;
    const paused = pauses.find("provider", provider) !== null;
    if (paused) pauses.lift("provider", provider, endWords(provider));
    else if (trouble !== undefined && trouble.strikes >= firstTold(trouble.cause))
      deps.notify(`agent:${provider}:${clock.now()}`, endWords(provider));
  }

  function probe(onWorks: () => void, when: "now" | "in_time" = "in_time"): void {
    if (!deps.mayProbe()) return;
    for (const pause of pauses.all()) {
      const { kind, name, cause, since } = pause;
      if (kind !== "provider" || !isProviderId(name)) continue;
      if (cause !== "auth" && cause !== "missing") continue;
      const last = probedAt.get(name) ?? since;
      if (when === "in_time" && clock.now() - last < PROBE_EVERY_MS[cause]) continue;
      probedAt.set(name, clock.now());
      void ask(name, pause, onWorks);
    }
  }

  async function ask(provider: ProviderId, pause: Pause, onWorks: () => void): Promise<void> {
    try {
      const answer = await deps.probe(provider, pause);
      if (pauses.find("provider", provider) !== pause) return;
      if (answer === "works" || (pause.cause === "missing" && answer !== "missing"))
        recovered(provider);
      else if (answer === "unknown" && clock.now() - pause.since >= BLIND_TRY_MS)
        pauses.lift("provider", provider);
      else return;
      onWorks();
    } catch (thrown) {
      deps.log.warn("a provider could not be probed", {
        provider,
        error: toError(thrown).message,
      });
    }
  }

  return { judge, ended, probe };
}

/** The one of several ends in a row of which the owner is told: a single hang pauses nothing. */
function firstTold(cause: HealthCause): number {
  return cause === "hang" ? 2 : 1;
}

/** An end that says that the program and its service work: it came to its end, whatever that was. */
function hasWorked({ status }: RunOutcome): boolean {
  return status === "success" || status === "error:max_turns" || status === "error:budget";
}

/** What the owner typed may be no provider. */
function isKnown(provider: string | null): provider is ProviderId {
  return provider !== null && isProviderId(provider);
}
