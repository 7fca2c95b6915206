// In: everything decided about one run of an agent. Out: its end, by its own terminal record.

import path from "node:path";
import type { RunAgent } from "../../core/ports/agent-port.ts";
import type { RunProcess } from "../../core/ports/process-port.ts";
import { PROVIDERS } from "../../core/settings/providers.ts";
import type { Clock } from "../../system/clock.ts";
import type { Environment } from "../../system/environment.ts";
import { agentEnvironment } from "./environment.ts";
import { findExecutable } from "../process/executable.ts";
import { createReadHelp } from "./help-text.ts";
import type { Provider } from "../providers/provider.ts";
import { refuseFolder, refuseRequest } from "./refuse-run.ts";
import { runInWorktree } from "../worktree/run-in-worktree.ts";
import { runProgram } from "./run-program.ts";
import { PROVIDER_TABLE } from "../providers/table.ts";

/** What running an agent needs. */
export interface RunAgentDeps {
  readonly runProcess: RunProcess;
  /** The daemon's own environment; agents get only named parts of it. */
  readonly environment: Environment;
  readonly clock: Clock;
  /** `worktrees/` of the home. */
  readonly worktreesFolder: string;
  /** Where the example agent keeps its conversations, below the home. */
  readonly exampleFolder: string;
}

/** Beside this file, in the sources as in a build. */
const EXAMPLE_AGENT = path.join(
  import.meta.dirname,
  `example-agent${path.extname(import.meta.filename)}`,
);

/** Makes the one way to run an agent. */
export function createRunAgent(deps: RunAgentDeps): RunAgent {
  const readHelp = createReadHelp(deps.runProcess);
  return async (request) => {
    const provider = PROVIDER_TABLE[request.provider];
    const told = { agent: provider.id, folder: request.folder };
    const refusal =
      refuseRequest(provider, request) ?? (await refuseFolder(deps, provider, request));
    if (refusal !== null) return { ...refusal, ...told };
    const environment = agentEnvironment(deps.environment, provider, request.agents);
    const program = findProgram(provider, environment["PATH"] ?? "");
    if (program === null)
      return {
        status: `error:cli_not_found_${provider.id}`,
        reason: `no ${PROVIDERS[provider.id].executable} on the PATH: ${environment["PATH"] ?? ""}`,
        untouched: true,
        ...told,
      };
    const ready = { provider, program, environment, taskFolder: request.folder };
    const outcome = await runInWorktree(deps, request, async (placed) => {
      const isMoved = placed.folder !== request.folder;
      const unfit = isMoved ? await refuseFolder(deps, provider, placed) : null;
      return unfit ?? runProgram({ ...deps, readHelp }, placed, ready);
    });
    return { ...told, ...outcome };
  };
}

/** A program that was found, and what it is started with. */
export interface ReadyProgram {
  readonly provider: Provider;
  /** The start of the argument list. */
  readonly program: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The owner's folder, also where the run works in a worktree of it. */
  readonly taskFolder: string;
}

function findProgram(provider: Provider, searchPath: string): readonly string[] | null {
  if (provider.id === "example") return [process.execPath, EXAMPLE_AGENT];
  const executable = findExecutable(PROVIDERS[provider.id].executable, searchPath);
  return executable === null ? null : [executable];
}
