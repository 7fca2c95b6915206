// In: config.json, and what the owner chose for a chat. Out: the agent that answers there, or why none can.

import type { Config } from "../../core/settings/config.ts";
import { chatProvider } from "../../core/admission/hook-providers.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { isProviderId, PROVIDERS, type ProviderId } from "../../core/settings/providers.ts";
import type { DoneStatus } from "../../core/records/status.ts";
import { chatFolder } from "../../system/chat-folder.ts";
import type { ConversationsDeps } from "./conversations-deps.ts";

/** The agent and its folder, or why nothing can be answered. */
export type AgentChoice =
  | { readonly ok: true; readonly agent: ProviderId; readonly folder: string }
  | { readonly ok: false; readonly status: DoneStatus; readonly reason: string };

const STATE = "agent";

/** The agent that the owner chose for a chat, else the one of config.json; null: none is set. */
export function agentOfChat(
  { store }: Pick<ConversationsDeps, "store">,
  config: Config,
  chat: string,
): string | null {
  const chosen = store.channelState(`chat:${chat}`, STATE);
  return (chosen === "" ? null : chosen) ?? chatProvider(config).provider ?? null;
}

/** Chooses it; null: the one of config.json again. */
export function chooseAgentOfChat(
  { store }: Pick<ConversationsDeps, "store">,
  chat: string,
  agent: ProviderId | null,
): void {
  store.remember(`chat:${chat}`, STATE, agent ?? "");
}

/** Whether an agent may be started here, by its name and the switches. */
export function checkAgent(
  { paths }: Pick<ConversationsDeps, "paths">,
  config: Config,
  name: string | null,
): AgentChoice {
  const no = (status: DoneStatus, reason: string): AgentChoice => ({ ok: false, status, reason });
  if (!config.features.agents)
    return no(
      "error:feature_off_agents",
      "features.agents is off in config.json: wakehook config set features.agents true",
    );
  if (name === null)
    return no(
      "error:exception",
      "no provider: set chat.provider or agents.provider in config.json (wakehook config set chat.provider claude)",
    );
  if (!isProviderId(name)) {
    const near = nearestName(name, Object.keys(PROVIDERS));
    const hint = near === undefined ? "" : `; did you mean ${near}?`;
    return no("error:exception", `unknown provider ${JSON.stringify(name)}${hint}`);
  }
  const folder = chatFolder(paths, config);
  return folder.ok ? { ok: true, agent: name, folder: folder.folder } : folder;
}
