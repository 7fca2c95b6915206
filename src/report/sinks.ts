// The sinks there are, by the names that stand in the outbox.

import type { Config } from "../core/config.ts";
import type { RunId } from "../core/ids.ts";
import type { Log } from "../core/log-port.ts";
import type { RunProcess } from "../core/process-port.ts";
import type { HomePaths } from "../system/home.ts";
import { createCommandSink } from "./command-sink.ts";
import { createLogSink } from "./log-sink.ts";
import { reportSink, type Sink } from "./sink.ts";

/** What the sinks need from around them. */
export interface SinkDeps {
  readonly config: () => Config;
  readonly log: Log;
  readonly runProcess: RunProcess;
  /** Ends what carries this id: a program that a dead daemon had started. */
  readonly sweep: (runId: RunId) => Promise<unknown>;
  readonly paths: Pick<HomePaths, "root" | "runsFolder">;
  /** The named environment of the owner's own programs. */
  readonly environment: () => Readonly<Record<string, string>>;
}

/** Finds a sink by its name (`log`, `target:<name>`); null where config.json has no such target. */
export function createSinkTable(deps: SinkDeps): (name: string) => Sink | null {
  const log = reportSink(createLogSink(deps.log));
  return (name) => {
    if (name === "log") return log;
    const target = deps.config().targets.find((one) => `target:${one.name}` === name);
    return target?.kind === "command" ? reportSink(createCommandSink(deps, target)) : null;
  };
}
