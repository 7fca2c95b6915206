// Where words go: the names in to, fallback and report must be those of targets.

import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import {
  allTargets,
  isChatTarget,
  LOCAL_TARGET,
  TARGET_KINDS,
  type Target,
} from "../../core/settings/target.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { providerProblems, switchProblems } from "./check-run.ts";
import { finding } from "./finding.ts";

/** What `report` may name beside the targets. */
const REPORT_WORDS = ["owner", "log"];

/** Checks that a wake or a message reaches somebody, and that every name is known. */
export function targetProblems(checked: CheckedHook): Problem[] {
  const { hook, config } = checked;
  const names = allTargets(config.targets).map(({ name }) => name);
  const reports = [...REPORT_WORDS, ...names, ...names.map((name) => `target:${name}`)];
  return [
    ...unknownNames(checked, { field: "to", written: hook.to, known: names }),
    ...unknownNames(checked, { field: "fallback", written: hook.fallback, known: names }),
    ...unknownNames(checked, { field: "report", written: hook.report, known: reports }),
    ...(hook.mode === "wake" || hook.mode === "notify" ? nobodyProblems(checked) : []),
  ];
}

function nobodyProblems(checked: CheckedHook): Problem[] {
  const { hook, config, place } = checked;
  const names = hook.to ?? (config.owner.length > 0 ? config.owner : [LOCAL_TARGET]);
  const asked = new Set([...names, ...(hook.fallback ?? [])]);
  const targets = allTargets(config.targets).filter(({ name }) => asked.has(name));
  if (targets.length === 0) {
    const message = `no target takes this ${hook.mode}; deliveries end in error:no_wake_handler`;
    const hint = "name a target of config.json here, or in its owner";
    return [finding("warning", place, { field: "to", message, hint })];
  }
  const isAnswered = hook.mode === "wake" && targets.some(isChatTarget);
  return [...offProblems(checked, targets), ...(isAnswered ? agentProblems(checked) : [])];
}

/** In a chat an agent takes a wake. */
function agentProblems(checked: CheckedHook): Problem[] {
  const { chat, agents } = checked.config;
  const provider = chat.provider ?? agents.provider;
  return [...switchProblems(checked, "agents"), ...providerProblems(checked, { provider })];
}

/** Where all are off, nothing can be done; where some are, the others do it. */
function offProblems(checked: CheckedHook, targets: readonly Target[]): Problem[] {
  const { config, place } = checked;
  const off = targets.flatMap(({ name, kind }) => {
    const { feature } = TARGET_KINDS[kind];
    return feature === null || config.features[feature] ? [] : [{ name, feature }];
  });
  const [first] = off;
  if (first !== undefined && off.length === targets.length)
    return switchProblems(checked, first.feature);
  return off.map(({ name, feature }) => {
    const message = `the feature ${feature} is off; this target is left out`;
    const hint = `wakehook config set features.${feature} true`;
    return finding("warning", place, { field: "to", value: name, message, hint });
  });
}

function unknownNames(
  { place }: CheckedHook,
  names: {
    readonly field: string;
    readonly written: readonly string[] | undefined;
    readonly known: readonly string[];
  },
): Problem[] {
  const { field, written = [], known } = names;
  return written
    .filter((name) => !known.includes(name))
    .map((value) => {
      const hint = didYouMean(nearestName(value, known));
      const message = "no target of this name in config.json";
      return finding("warning", place, { field, value, message, hint });
    });
}
