import type { Config } from "../../core/settings/config.ts";
import type { ProviderId } from "../../core/settings/providers.ts";

/** The model of a chat's agent: one that is named for another program would not be known to this one. */
export function modelOf(agent: ProviderId, { chat, agents }: Config): string | undefined {
  if (chat.model !== undefined && agent === (chat.provider ?? agents.provider)) return chat.model;
  return agent === agents.provider ? agents.model : undefined;
}
