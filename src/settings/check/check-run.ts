// What a run would discover: a mode, provider or folder that is not there, a switch that is off. All
// warnings: the hook answers 202, and its delivery ends in the status that says so.

import type { ByProvider } from "../../core/settings/by-provider.ts";
import type { FeatureName } from "../../core/settings/features.ts";
import { isModeName, MODES } from "../../core/settings/modes.ts";
import { didYouMean, nearestName } from "../../core/text/nearest.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { namedProviders } from "../../core/admission/provider-choice.ts";
import { isProviderId, PROVIDERS } from "../../core/settings/providers.ts";
import type { DoneStatus } from "../../core/records/status.ts";
import { resolveTaskFolder } from "../../system/task-folder.ts";
import type { CheckedHook } from "./checked-hook.ts";
import { finding } from "./finding.ts";

/** Checks mode, provider, task_folder, quiet hours and the switch that the mode needs. */
export function runProblems(checked: CheckedHook): Problem[] {
  const { hook, place } = checked;
  const quiet = quietProblems(checked);
  if (!isModeName(hook.mode)) {
    const hint = didYouMean(nearestName(hook.mode, Object.keys(MODES)));
    const message = `no mode of this name; deliveries end in error:unknown_mode_${hook.mode}`;
    return [
      finding("warning", place, { field: "mode", value: hook.mode, message, hint }),
      ...quiet,
    ];
  }
  const { feature } = MODES[hook.mode];
  const off = feature === null ? [] : switchProblems(checked, feature);
  if (hook.mode !== "cron_task" && hook.mode !== "command") return [...off, ...quiet];
  const provider = hook.mode === "cron_task" ? providerProblems(checked) : [];
  return [...off, ...provider, ...folderProblems(checked), ...quiet];
}

/** The warning that a switch is off; nothing where it is on. */
export function switchProblems({ config, place }: CheckedHook, feature: FeatureName): Problem[] {
  if (config.features[feature]) return [];
  const message = `the feature ${feature} is off; deliveries end in error:feature_off_${feature}`;
  const hint = `wakehook config set features.${feature} true`;
  return [finding("warning", place, { field: "mode", message, hint })];
}

/** Checks that an agent program is named, and that there is one of its name. */
export function providerProblems(
  { hook, config, place }: CheckedHook,
  agents: { readonly provider?: string | undefined } = config.agents,
): Problem[] {
  const names = Object.keys(PROVIDERS);
  const named = namedProviders(hook, agents);
  if (named.length === 0) {
    const message = "no provider is named, here or as agents.provider in config.json";
    const hint = `set one of: ${names.join(", ")}`;
    return [finding("warning", place, { field: "provider", message, hint })];
  }
  const written = [
    ...named.map((value) => ({ field: "provider", value })),
    ...providersIn(hook.model, "model"),
    ...providersIn(hook.reasoningEffort, "reasoning_effort"),
  ];
  return written
    .filter(({ value }) => !isProviderId(value))
    .map(({ field, value }) => {
      const hint = didYouMean(nearestName(value, names));
      const message = `no provider of this name; there are: ${names.join(", ")}`;
      return finding("warning", place, { field, value, message, hint });
    });
}

function providersIn(
  written: ByProvider | undefined,
  field: string,
): Array<{ readonly field: string; readonly value: string }> {
  if (written === undefined || typeof written === "string") return [];
  return Object.keys(written).map((value) => ({ field, value }));
}

/** What a run would find now; it looks again. */
function folderProblems({ hook, config, paths, place }: CheckedHook): Problem[] {
  const { tasksFolder } = paths;
  const found = resolveTaskFolder(hook.taskFolder, { tasksFolder, taskRoots: config.taskRoots });
  if (found.ok) return [];
  const message = `${found.reason}; deliveries end in ${found.status}`;
  const hint = folderHint(found.status, hook.taskFolder ?? "");
  return [
    finding("warning", place, { field: "task_folder", value: hook.taskFolder, message, hint }),
  ];
}

function folderHint(status: DoneStatus, written: string): string | undefined {
  if (status === "error:folder_not_allowed")
    return "add the folder, or one above it, to task_roots in config.json";
  return written.startsWith("~") ? "~ is not expanded: write the whole path" : undefined;
}

function quietProblems({ hook, place }: CheckedHook): Problem[] {
  const { quietStart, quietEnd } = hook;
  if ((quietStart === undefined) === (quietEnd === undefined)) return [];
  const [field, other] =
    quietStart === undefined ? ["quiet_start", "quiet_end"] : ["quiet_end", "quiet_start"];
  const message = `is missing beside ${other}: there are no quiet hours`;
  return [finding("warning", place, { field, message })];
}
