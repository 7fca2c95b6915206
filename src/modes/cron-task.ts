// In: a delivery whose turn has come. Out: how one isolated run of an agent in the task folder ended.

import { writtenFor } from "../core/settings/by-provider.ts";
import type { RunAgent } from "../core/ports/agent-port.ts";
import type { Config } from "../core/settings/config.ts";
import type { RunOutcome } from "../core/records/run.ts";
import type { Hook } from "../core/settings/hook.ts";
import type { LoadedMcpServer } from "../core/settings/mcp-server.ts";
import type { Mode, RunRequest } from "../core/ports/mode-port.ts";
import { nearestName } from "../core/text/nearest.ts";
import { namedProviders } from "../core/admission/provider-choice.ts";
import { isProviderId, PROVIDERS, type ProviderId } from "../core/settings/providers.ts";
import { folderOfHook } from "./folder-of-hook.ts";
import { keepAnswer } from "./keep-answer.ts";
import type { TaskFolder } from "../system/task-folder.ts";
import { writePrompt, type PromptDeps } from "./write-prompt.ts";

/** What the mode needs. */
export interface CronTaskDeps extends PromptDeps {
  readonly runAgent: RunAgent;
  /** The MCP servers of config.json that are in force. */
  readonly mcpServers: () => readonly LoadedMcpServer[];
}

const SECOND_MS = 1000;

/** Makes the mode `cron_task`. */
export function createCronTask(deps: CronTaskDeps): Mode {
  const folderOf = (hook: Hook, config: Config): TaskFolder =>
    folderOfHook(deps.paths, hook, config);
  return {
    name: "cron_task",
    folder(hook, config) {
      const found = folderOf(hook, config);
      return found.ok ? found.folder : null;
    },
    agent: (hook, config) => namedProviders(hook, config.agents)[0] ?? null,
    async run(request) {
      const { hook, config } = request;
      if (!config.features.agents)
        return {
          status: "error:feature_off_agents",
          reason: "features.agents is off in config.json",
        };
      const planned = folderOf(hook, config);
      if (!planned.ok) return planned;
      const provider = providerOf(hook, config);
      if (typeof provider !== "string") return provider;
      const prompt = await writePrompt(deps, request);
      if (!prompt.ok)
        return { status: "error:exception", reason: prompt.reason, folder: planned.folder };
      // Looked at again: a link may have been turned since.
      const folder = folderOf(hook, config);
      if (!folder.ok) return folder;
      const outcome = await runIn(deps, request, { provider, folder: folder.folder });
      return keepAnswer(deps.mask, request.runFolder, outcome);
    },
  };
}

function runIn(
  deps: CronTaskDeps,
  { hook, config, ...request }: RunRequest,
  { provider, folder }: { provider: ProviderId; folder: string },
): Promise<RunOutcome> {
  return deps.runAgent({
    runId: request.runId,
    provider,
    model: writtenFor(hook.model, hook.provider, provider) ?? modelFor(provider, hook, config),
    effort: writtenFor(hook.reasoningEffort, hook.provider, provider),
    permission: hook.permission,
    allowedTools: hook.allowedTools ?? [],
    mcpServers: hook.mcpServers?.map((name) => mcpServer(deps, name)),
    parameters: hook.cliParameters,
    trustFolder: hook.trustFolder,
    folder,
    runFolder: request.runFolder,
    agents: config.agents,
    timeoutMs: hook.timeoutSeconds * SECOND_MS,
    budgetUsd: request.budgetUsd,
    worktree: hook.worktree,
    signal: request.signal,
    onProcess: request.onProcess,
  });
}

/** The settings may have changed since the hook was checked. */
function mcpServer(deps: CronTaskDeps, name: string): LoadedMcpServer {
  const found = deps.mcpServers().find((server) => server.name === name);
  if (found !== undefined) return found;
  const connection = { kind: "http", url: "", headers: {} } as const;
  return { name, connection, problem: "it is not in config.json", secretValues: [] };
}

/** The default model belongs to the default provider: another program would not know it. */
function modelFor(provider: ProviderId, hook: Hook, config: Config): string | undefined {
  const isDefault = hook.provider === undefined || config.agents.provider === provider;
  return isDefault ? config.agents.model : undefined;
}

function providerOf(hook: Hook, config: Config): ProviderId | RunOutcome {
  const [name] = namedProviders(hook, config.agents);
  if (name === undefined)
    return {
      status: "error:exception",
      reason: "no provider: set provider in the hook, or agents.provider in config.json",
    };
  if (isProviderId(name)) return name;
  const near = nearestName(name, Object.keys(PROVIDERS));
  const hint = near === undefined ? "" : `; did you mean ${near}?`;
  return { status: "error:exception", reason: `unknown provider ${JSON.stringify(name)}${hint}` };
}
