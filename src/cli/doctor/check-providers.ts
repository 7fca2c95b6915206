import { probeProvider, type ProbeDeps } from "../../agents/health/probe.ts";
import { createRunProcess } from "../../agents/process/run-process.ts";
import { createMask } from "../../core/secrets/mask.ts";
import { providersOf } from "../../core/admission/hook-providers.ts";
import { isProviderId, PROVIDERS, type ProviderId } from "../../core/settings/providers.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import type { Finding } from "./finding.ts";

/** The agent CLIs, as the daemon would start them: with the service's PATH where there is a service. */
export async function checkProviders(
  { environment, clock }: CommandContext,
  settings: SettingsSnapshot,
  servicePath: string | null,
): Promise<Finding[]> {
  const used = usedProviders(settings);
  const path = servicePath ?? environment["PATH"] ?? "";
  const deps: ProbeDeps = {
    runProcess: createRunProcess({ clock }),
    environment: { ...environment, PATH: path },
    agents: settings.config.agents,
  };
  const ids = Object.keys(PROVIDERS).filter(isProviderId);
  const findings = await Promise.all(
    ids.filter((id) => id !== "example").map((id) => checkProvider(id, used.has(id), deps)),
  );
  // A program's own words stand in them.
  const mask = createMask(settings.secretValues);
  return findings.map((finding) => masked(finding, mask(finding.message)));
}

async function checkProvider(id: ProviderId, isUsed: boolean, deps: ProbeDeps): Promise<Finding> {
  const { found, version, loggedIn, text } = await probeProvider(id, deps);
  const works = found && version !== null && loggedIn !== false;
  if (works) return { check: id, level: "ok", message: text };
  if (!isUsed) return { check: id, level: "note", message: `${text} (no hook uses it)` };
  const hint = found
    ? `start ${PROVIDERS[id].executable} yourself once, and log in`
    : "install it, or put its folder on the PATH and install the service again; agents.path in config.json takes its place";
  return { check: id, level: "error", message: text, hint, code: "not_found" };
}

function usedProviders({ hooks, config }: SettingsSnapshot): Set<ProviderId> {
  const named = [...hooks.values()]
    .map(({ hook }) => hook)
    .filter((hook) => hook !== null)
    .filter(({ enabled }) => enabled)
    .flatMap((hook) => providersOf(hook, config));
  return new Set(named.filter(isProviderId));
}

function masked(finding: Finding, message: string): Finding {
  return { ...finding, message };
}
