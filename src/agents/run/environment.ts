// The environments of what wakehook starts: agents, and the owner's own programs.

import type { Config } from "../../core/settings/config.ts";
import { childEnvironment } from "../../core/records/child-environment.ts";
import type { Environment } from "../../system/environment.ts";
import type { Provider } from "../providers/provider.ts";

/** What a target or a command sink gets: no key of any service. */
export function targetEnvironment(environment: Environment): Record<string, string> {
  return childEnvironment(environment);
}

/** What an agent gets: the same, its provider's own names, and those of `agents.environment`. */
export function agentEnvironment(
  environment: Environment,
  provider: Provider,
  agents: Config["agents"],
): Record<string, string> {
  const picked = childEnvironment(environment, [
    ...provider.environmentNames,
    ...agents.environment,
  ]);
  if (agents.path !== undefined) picked["PATH"] = agents.path;
  for (const name of provider.forbiddenEnvironment ?? []) delete picked[name];
  return picked;
}
