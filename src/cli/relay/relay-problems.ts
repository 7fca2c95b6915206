import { relayPaths } from "../../relay/paths.ts";
import { loadRelayConfig } from "../../relay/settings/load-relay-config.ts";
import type { CommandContext } from "../command.ts";
import { problemLine } from "../settings/problem-lines.ts";

/** Says what is odd in relay.json, but keeps nothing from starting; errors are the start's own to tell. */
export async function reportRelayWarnings({
  paths,
  environment,
  out,
}: CommandContext): Promise<void> {
  const { problems } = await loadRelayConfig(relayPaths(paths.root).configFile, environment);
  for (const problem of problems)
    if (problem.level === "warning") out.notice(problemLine(problem, out));
}
