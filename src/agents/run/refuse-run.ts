// In: one run of an agent. Out: why it is not started, or null.

import type { AgentRequest } from "../../core/ports/agent-port.ts";
import { refusedParameters } from "../../core/settings/cli-parameters.ts";
import type { RunOutcome } from "../../core/records/run.ts";
import type { Environment } from "../../system/environment.ts";
import { findUnswitchable } from "./folder-guard.ts";
import type { Provider } from "../providers/provider.ts";

/** What the request itself says. */
export function refuseRequest(provider: Provider, request: AgentRequest): RunOutcome | null {
  const refused = refusedParameters(provider.id, request.parameters);
  if (refused.length > 0) return refuse("error:exception", `cli_parameters: ${refused.join("; ")}`);
  const values = [request.model, request.effort, ...request.allowedTools];
  const odd = values.find((value) => value !== undefined && /^-|\0|^$/.test(value));
  if (odd !== undefined)
    return refuse(
      "error:exception",
      `model, reasoning_effort or allowed_tools: ${JSON.stringify(odd)} would be read as a flag, or cannot be handed over`,
    );
  const problem = request.session === undefined ? null : sessionProblem(provider, request);
  if (problem !== null) return refuse("error:exception", problem);
  if (request.budgetUsd !== null && !(request.budgetUsd > 0))
    return refuse("error:budget", "no money is left for this run");
  return null;
}

/** Why nothing could continue the conversation afterwards. */
function sessionProblem({ id, sessions }: Provider, request: AgentRequest): string | null {
  const flag = request.parameters.find((parameter) => sessions.forgets.includes(parameter));
  if (flag !== undefined)
    return `cli_parameters: ${flag} keeps nothing of a conversation that is to be continued`;
  if (request.worktree && request.permission !== "read_only" && sessions.boundToFolder)
    return `${id} continues a conversation only in the folder where it began, and each worktree is another one; set worktree=false`;
  return null;
}

/** What lies in the folder that it would work in. */
export async function refuseFolder(
  deps: { readonly environment: Environment },
  provider: Provider,
  request: AgentRequest,
): Promise<RunOutcome | null> {
  if (request.trustFolder) return null;
  const found = await findUnswitchable(provider, request.folder, deps.environment["HOME"]);
  if (found === null) return null;
  return refuse(
    "error:folder_not_allowed",
    `${provider.id} would obey ${found} and no flag stops it; remove it, or set trust_folder`,
  );
}

function refuse(status: RunOutcome["status"], reason: string): RunOutcome {
  return { status, reason, untouched: true };
}
