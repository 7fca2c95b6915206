// In: a delivery whose turn has come. Out: how one isolated run of an agent in the task folder ended.

import type { RunAgent } from "../core/agent-port.ts";
import type { Mode } from "../core/mode-port.ts";
import type { Source } from "../core/source.ts";
import type { HomePaths } from "../system/home.ts";
import type { Randomness } from "../system/randomness.ts";

/** What the mode needs. */
export interface CronTaskDeps {
  readonly runAgent: RunAgent;
  readonly paths: Pick<HomePaths, "root" | "tasksFolder">;
  readonly randomness: Randomness;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
}

/** Makes the mode `cron_task`. */
export function createCronTask(deps: CronTaskDeps): Mode {
  return {
    name: "cron_task",
    folder: () => deps.paths.tasksFolder,
    agent: (hook, config) => hook.provider ?? config.agents.provider ?? null,
    run: () => Promise.resolve({ status: "error:exception", reason: "not built yet" }),
  };
}
