// The chats that the owner wrote, as they are in force.

import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import {
  allTargets,
  isChatTarget,
  TARGET_KINDS,
  type ChatTarget,
  type LoadedTarget,
} from "../../core/settings/target.ts";

/** A chat as it is in force. */
export interface LoadedChat extends Omit<LoadedTarget, "target"> {
  readonly target: ChatTarget;
}

/** Every chat, the local one too. */
export function chatsOf({ targets, config }: SettingsSnapshot): LoadedChat[] {
  const loaded =
    targets ??
    allTargets(config.targets).map((target) => ({ target, problem: null, secretValues: [] }));
  return loaded.flatMap((one) =>
    isChatTarget(one.target) ? [{ ...one, target: one.target }] : [],
  );
}

/** A chat by its name. */
export function findChat(settings: SettingsSnapshot, name: string): LoadedChat | undefined {
  return chatsOf(settings).find(({ target }) => target.name === name);
}

/** The switch that a chat needs and that is off, in words; null: none. */
export function switchOf({ kind }: ChatTarget, { config }: SettingsSnapshot): string | null {
  const { feature } = TARGET_KINDS[kind];
  return feature === null || config.features[feature] ? null : `features.${feature} is off`;
}

/** Why a chat is not at work, whatever its platform says; null: it may be. */
export function obstacleOf(
  { target, problem }: LoadedChat,
  settings: SettingsSnapshot,
): string | null {
  return switchOf(target, settings) ?? problem;
}
