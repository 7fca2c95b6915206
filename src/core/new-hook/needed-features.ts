// A hook in; the switches of config.json without which it does nothing out.

import type { Config } from "../settings/config.ts";
import { FEATURES, type FeatureName } from "../settings/features.ts";
import { isModeName, MODES } from "../settings/modes.ts";
import {
  allTargets,
  isChatTarget,
  LOCAL_TARGET,
  TARGET_KINDS,
  type Target,
} from "../settings/target.ts";

/** What of a hook tells which switches it needs. */
export interface FeatureUser {
  readonly mode: string;
  /** The names of its targets; undefined: the owner's. */
  readonly to: readonly string[] | undefined;
  /** true: its sender is told how work ended. */
  readonly reportsToSender: boolean;
}

/** The switches that it needs and that are off: of its mode, its targets, and the agents who take a wake in a chat. */
export function missingFeatures(hook: FeatureUser, config: Config): FeatureName[] {
  const { mode, to, reportsToSender } = hook;
  const ofMode = isModeName(mode) ? MODES[mode].feature : null;
  const targets = mode === "wake" || mode === "notify" ? targetsOf(to, config) : [];
  const needed = new Set<FeatureName>([
    ...(ofMode === null ? [] : [ofMode]),
    ...(mode === "wake" && targets.some(isChatTarget) ? (["agents"] as const) : []),
    ...targets.flatMap(({ kind }) => TARGET_KINDS[kind].feature ?? []),
    ...(reportsToSender ? (["sender_reports"] as const) : []),
  ]);
  return [...needed].filter((name) => !config.features[name]);
}

/** Where the words of a hook go: the targets of these names, else the owner's, else the local chat. */
export function targetsOf(
  to: readonly string[] | undefined,
  { targets, owner }: Pick<Config, "targets" | "owner">,
): Target[] {
  const names = to ?? (owner.length > 0 ? owner : [LOCAL_TARGET]);
  return allTargets(targets).filter(({ name }) => names.includes(name));
}

/** What is asked of the owner about a switch that is off. */
export function featureQuestion(name: FeatureName): string {
  return `${name} is off: ${FEATURES[name].meaning}. Turn it on?`;
}
