// In: a hook. Out: the agent programs that may carry it out: they are waited for, counted, and watched.

import type { Config } from "../settings/config.ts";
import type { Hook } from "../settings/hook.ts";
import { namedProviders } from "./provider-choice.ts";
import { allTargets, isChatTarget, LOCAL_TARGET } from "../settings/target.ts";

/**
 * The agent programs of a hook, in the owner's order; none where no program has a part in it. A wake needs one where
 * it goes to chats alone: beside a bot, which has an agent of its own, nothing is held for it.
 */
export function providersOf(
  hook: Pick<Hook, "mode" | "provider" | "to">,
  config: Pick<Config, "agents" | "chat" | "targets" | "owner" | "features">,
): readonly string[] {
  if (hook.mode === "cron_task") return namedProviders(hook, config.agents);
  if (hook.mode !== "wake" || !isForChats(hook, config)) return [];
  return namedProviders(hook, chatProvider(config));
}

/** Tells whether agents of wakehook's own do it: their rights are wakehook's to give. */
export function isAgentsWork(
  hook: Pick<Hook, "mode" | "to">,
  config: Pick<Config, "targets" | "owner">,
): boolean {
  return hook.mode === "cron_task" || (hook.mode === "wake" && isForChats(hook, config));
}

/** The agent of the owner's own words, as `config.json` has it. */
export function chatProvider({ chat, agents }: Pick<Config, "chat" | "agents">): {
  provider: string | undefined;
} {
  return { provider: chat.provider ?? agents.provider };
}

function isForChats(
  { to }: Pick<Hook, "to">,
  { targets, owner }: Pick<Config, "targets" | "owner">,
): boolean {
  const names = to ?? (owner.length === 0 ? [LOCAL_TARGET] : owner);
  const known = allTargets(targets).filter(({ name }) => names.includes(name));
  return known.length > 0 && known.every((target) => isChatTarget(target));
}
