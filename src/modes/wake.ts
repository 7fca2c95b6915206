// In: a delivery whose turn has come. Out: whether a target took the prompt and answered.

import type { Mode } from "../core/mode-port.ts";
import type { RunProcess } from "../core/process-port.ts";
import type { Source } from "../core/source.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";
import type { Randomness } from "../system/randomness.ts";

/** What the mode needs. */
export interface WakeDeps {
  readonly runProcess: RunProcess;
  readonly paths: Pick<HomePaths, "root" | "tasksFolder">;
  readonly randomness: Randomness;
  /** The daemon's own environment; targets get only named parts of it. */
  readonly environment: Environment;
  /** The sender preset of a hook. */
  readonly findSource: (name: string) => Source | undefined;
}

/** Makes the mode `wake`. */
export function createWake(deps: WakeDeps): Mode {
  void deps;
  return {
    name: "wake",
    folder: () => null,
    agent: (hook) => hook.to?.[0] ?? null,
    run: () => Promise.resolve({ status: "error:exception", reason: "not built yet" }),
  };
}
