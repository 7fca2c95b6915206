// The contract of a mode: what it is given, what it owes.

import type { Config } from "../settings/config.ts";
import type { Delivery, DeliveryContent } from "../records/delivery.ts";
import type { RunOutcome } from "../records/run.ts";
import type { Hook } from "../settings/hook.ts";
import type { RunId } from "../records/ids.ts";
import type { ModeName } from "../settings/modes.ts";

/** Why a run is ended from outside; the first cause wins. */
export type StopCause = "stopped" | "shutdown" | "replaced";

/** One attempt, as a mode gets it. */
export interface RunRequest {
  readonly runId: RunId;
  readonly delivery: Delivery;
  readonly content: DeliveryContent;
  /** As it runs: `provider` and `permission` are those that were decided on. */
  readonly hook: Hook;
  readonly config: Config;
  /** The line that the agent is asked to leave in what it posts. */
  readonly mark: string;
  /** Dollars that this run may cost; null: no limit. */
  readonly budgetUsd: number | null;
  /** `runs/<run id>/`, made already, 0700. */
  readonly runFolder: string;
  /** Aborted with a StopCause as its reason. */
  readonly signal: AbortSignal;
  /** Tells which process does the run, as soon as there is one. */
  readonly onProcess: (pid: number, processStart: string) => void;
}

/** A mode. `run` settles when the run has ended and nothing of it is left; it does not throw for what can be expected. */
export interface Mode {
  readonly name: ModeName;
  run(request: RunRequest): Promise<RunOutcome>;
  /** The folder (real path) in which only one run may go on at a time; null where there is none. */
  folder(hook: Hook, config: Config): string | null;
  /** What does the run: the provider or the target. For the run's row. */
  agent(hook: Hook, config: Config): string | null;
}
