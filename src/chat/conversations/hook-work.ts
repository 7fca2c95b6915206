// In: a hook's prompt for the owner's chat. Out: the work of its turn.

import { readFile } from "node:fs/promises";
import path from "node:path";
import { writtenFor } from "../../core/settings/by-provider.ts";
import type { WakeTurn } from "../../core/ports/conversations-port.ts";
import type { RunId } from "../../core/records/ids.ts";
import type { LoadedMcpServer } from "../../core/settings/mcp-server.ts";
import type { ProviderId } from "../../core/settings/providers.ts";
import { answerToHook } from "./turn-messages.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";
import { modelOf } from "./model-of.ts";
import type { TurnWork } from "./turn-work.ts";

const SECOND_MS = 1000;

/** The work of a hook's turn. */
export function hookWork(
  deps: ConversationsDeps,
  { request, promptFile, folder }: WakeTurn,
  agent: ProviderId,
): TurnWork {
  const { hook, config, delivery } = request;
  const about = [delivery.event, delivery.entity].filter((part) => part !== null).join(" ");
  return {
    runFolder: folder,
    prompt: () => readFile(promptFile, "utf8"),
    asked: `(hook ${hook.id}) ${about}`,
    request: {
      // A part of the run: what ends this turn must not sweep away what else belongs to it.
      runId: `${request.runId}.${path.basename(folder)}` as RunId,
      model: writtenFor(hook.model, hook.provider, agent) ?? modelOf(agent, config),
      effort: writtenFor(hook.reasoningEffort, hook.provider, agent),
      permission: hook.permission,
      allowedTools: hook.allowedTools ?? [],
      mcpServers: hook.mcpServers?.map((name) => mcpServer(deps, name)),
      parameters: hook.cliParameters,
      trustFolder: hook.trustFolder,
      agents: config.agents,
      timeoutMs: hook.timeoutSeconds * SECOND_MS,
      budgetUsd: request.budgetUsd,
    },
    onProcess: request.onProcess,
    messagesOf: (ended) => answerToHook(deps, ended, { hook, delivery }),
  };
}

/** The settings may have changed since the hook was checked. */
function mcpServer(deps: ConversationsDeps, name: string): LoadedMcpServer {
  const found = deps.mcpServers().find((server) => server.name === name);
  if (found !== undefined) return found;
  const connection = { kind: "http", url: "", headers: {} } as const;
  return { name, connection, problem: "it is not in config.json", secretValues: [] };
}
