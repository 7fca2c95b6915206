// In: everything decided about one run of an agent. Out: its end, by its own terminal record.

import type { RunAgent } from "../core/agent-port.ts";
import type { RunProcess } from "../core/process-port.ts";
import type { Clock } from "../system/clock.ts";
import type { Environment } from "../system/environment.ts";

/** What running an agent needs. */
export interface RunAgentDeps {
  readonly runProcess: RunProcess;
  /** The daemon's own environment; agents get only named parts of it. */
  readonly environment: Environment;
  readonly clock: Clock;
}

/** Makes the one way to run an agent. */
export function createRunAgent(deps: RunAgentDeps): RunAgent {
  void deps;
  return () => Promise.resolve({ status: "error:exception", reason: "not built yet" });
}
