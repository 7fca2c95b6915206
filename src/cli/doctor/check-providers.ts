import { isProviderId, PROVIDERS, type ProviderId } from "../../core/providers.ts";
import type { SettingsSnapshot } from "../../core/settings.ts";
import type { CommandContext } from "../command.ts";
import { findExecutable } from "../find-executable.ts";
import type { Finding } from "./finding.ts";

/** The agent CLIs: those that hooks use must be there, the others are only named. */
export async function checkProviders(
  { environment }: CommandContext,
  settings: SettingsSnapshot,
  servicePath: string | null,
): Promise<Finding[]> {
  const used = usedProviders(settings);
  const path = settings.config.agents.path ?? servicePath ?? environment["PATH"] ?? "";
  const findings: Finding[] = [];
  for (const [id, { title, executable }] of Object.entries(PROVIDERS)) {
    if (executable === "" || !isProviderId(id)) continue;
    const file = await findExecutable(executable, path);
    const isUsed = used.has(id);
    if (file !== null) findings.push({ check: id, level: "ok", message: `${title}: ${file}` });
    else if (isUsed)
      findings.push({
        check: id,
        level: "error",
        message: `${title}: ${executable} is not on the PATH${servicePath === null ? "" : " of the service"}`,
        hint: "install it, or put its folder on the PATH (and install the service again)",
        code: "not_found",
      });
    else findings.push({ check: id, level: "note", message: `${title}: not installed` });
  }
  return findings;
}

function usedProviders({ hooks, config }: SettingsSnapshot): Set<ProviderId> {
  const named = [...hooks.values()]
    .filter(({ hook }) => hook?.mode === "cron_task" && hook.enabled)
    .map(({ hook }) => hook?.provider ?? config.agents.provider ?? "");
  return new Set(named.filter(isProviderId));
}
