// In: a provider that is paused. Out: whether it may be tried again. No model is called, and time is bounded.

import { stat } from "node:fs/promises";
import type { Pause } from "../../core/admission/pause.ts";
import type { ProviderId } from "../../core/settings/providers.ts";
import { agentEnvironment } from "../run/environment.ts";
import { probeProvider, type ProbeDeps } from "./probe.ts";
import { PROVIDER_TABLE } from "../providers/table.ts";

/** How a provider is, as far as it can be known without a run. */
export type ProviderHealth = "works" | "auth" | "missing" | "unknown";

/** What a probe needs. */
export interface HealthProbeDeps extends ProbeDeps {
  /** When the daemon started: a key in its environment is as old. Epoch milliseconds. */
  readonly daemonStartedAt: number;
}

/**
 * Asks whether what paused a provider is over. A program that says "logged in" proves little: it said so before
 * the login was refused, too. So a pause for its login ends only where a login is newer than the pause.
 */
export async function probeHealth(
  id: ProviderId,
  pause: Pick<Pause, "cause" | "since">,
  deps: HealthProbeDeps,
): Promise<ProviderHealth> {
  const { found, version, loggedIn } = await probeProvider(id, deps);
  if (!found) return "missing";
  if (loggedIn === false) return "auth";
  if (version === null && id !== "example") return "unknown";
  if (pause.cause !== "auth") return "works";
  return (await newestLogin(id, deps)) > pause.since ? "works" : "unknown";
}

/** When a login was made or a key was set, as far as files and the environment tell; epoch milliseconds. */
async function newestLogin(id: ProviderId, deps: HealthProbeDeps): Promise<number> {
  const provider = PROVIDER_TABLE[id];
  const environment = agentEnvironment(deps.environment, provider, deps.agents);
  const names = [...provider.environmentNames, ...deps.agents.environment];
  const hasKey = names.some(
    (name) => /(KEY|TOKEN)$/.test(name) && (environment[name] ?? "") !== "",
  );
  const files = provider.credentialFiles(environment).map(timeOf);
  return Math.max(hasKey ? deps.daemonStartedAt : 0, ...(await Promise.all(files)));
}

async function timeOf(file: string): Promise<number> {
  return stat(file).then(
    ({ mtimeMs }) => mtimeMs,
    () => 0,
  );
}
