// In: the providers that a hook names, and how each is. Out: the one that runs, or what is waited for.

import type { Config } from "../settings/config.ts";
import type { Hook } from "../settings/hook.ts";
import type { Pause } from "./pause.ts";

/** How a provider is at this moment. */
export interface ProviderState {
  readonly name: string;
  /** What keeps it from running anything; null: nothing. */
  readonly pause: Pause | null;
  /** false: as many runs as it may have go on. */
  readonly hasFreeSlot: boolean;
}

/** The choice. `wait`: one is healthy and busy. */
export type ProviderChoice =
  | { readonly kind: "chosen"; readonly name: string }
  | { readonly kind: "wait" }
  | { readonly kind: "paused"; readonly reason: string; readonly until: number | null }
  | { readonly kind: "none" };

/** The providers that a hook names, in the owner's order; the configuration's where it names none. */
export function namedProviders(
  hook: Pick<Hook, "provider">,
  agents: Pick<Config["agents"], "provider">,
): readonly string[] {
  const named = hook.provider ?? agents.provider ?? [];
  return (typeof named === "string" ? [named] : named).filter((name) => name !== "");
}

/** The first that is healthy and has a free slot; where all are paused, what is waited for. */
export function chooseProvider(states: readonly ProviderState[]): ProviderChoice {
  if (states.length === 0) return { kind: "none" };
  const healthy = states.filter(({ pause }) => pause === null);
  const free = healthy.find(({ hasFreeSlot }) => hasFreeSlot);
  if (free !== undefined) return { kind: "chosen", name: free.name };
  if (healthy.length > 0) return { kind: "wait" };
  const ends = states.map(({ pause }) => pause?.until ?? null).filter((until) => until !== null);
  // Every reason names its provider.
  const words = states.map(({ pause }) => pause?.reason ?? "");
  return {
    kind: "paused",
    reason: words.join("; "),
    until: ends.length === 0 ? null : Math.min(...ends),
  };
}
