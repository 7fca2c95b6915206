// In: a delivery that may run, its hook, and the provider that was chosen. Out: what runs for it, where, and with
// which rights. The start of a run and its preview ask here: what the owner is shown is what is started.

import type { Config } from "../../core/settings/config.ts";
import type { Hook } from "../../core/settings/hook.ts";
import type { Mode } from "../../core/ports/mode-port.ts";
import { isModeName, type ModeName } from "../../core/settings/modes.ts";
import type { ProviderChoice } from "../../core/admission/provider-choice.ts";
import type { RunPlan } from "../../core/admission/run-plan.ts";
import { asItRuns } from "./as-it-runs.ts";
import type { Facts } from "../admission/facts.ts";
import type { Waiting } from "../waiting/waiting-line.ts";

/** What planning needs from around it. */
export interface PlanDeps {
  readonly modes: ReadonlyMap<ModeName, Mode>;
  readonly facts: Pick<Facts, "of">;
}

/** What is known before. */
export interface PlanGiven {
  /** As it is written. */
  readonly hook: Hook;
  readonly config: Config;
  readonly choice: ProviderChoice;
}

/** The plan, and the mode that carries it out. */
export interface PlannedRun extends RunPlan {
  readonly mode: Mode;
}

/** Plans a run; null where the hook's mode is not at work. */
export function planRun(
  { modes, facts }: PlanDeps,
  entry: Waiting,
  { hook: written, config, choice }: PlanGiven,
): PlannedRun | null {
  const mode = isModeName(written.mode) ? modes.get(written.mode) : undefined;
  if (mode === undefined) return null;
  const trust = facts.of(entry).ask.trust();
  const hook = asItRuns(written, { choice, trust, permission: entry.permission });
  const folder = mode.folder(hook, config);
  return { mode, hook, folder, trust, agent: mode.agent(hook, config) };
}
