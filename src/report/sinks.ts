// The sinks there are, by the names that stand in the outbox.

import type { Config } from "../core/settings/config.ts";
import type { RunId } from "../core/records/ids.ts";
import type { Log } from "../core/ports/log-port.ts";
import type { RunProcess } from "../core/ports/process-port.ts";
import type { HomePaths } from "../system/home.ts";
import type { LoadedTarget, TargetOf } from "../core/settings/target.ts";
import { createCommandSink } from "./command-sink.ts";
import { createLogSink } from "./log-sink.ts";
import { toMessage } from "./message.ts";
import { reportSink, type ReportSink, type Sink, type SinkResult } from "./sink.ts";

/** What the sinks need from around them. */
export interface SinkDeps {
  readonly config: () => Config;
  readonly log: Log;
  readonly runProcess: RunProcess;
  /** Ends what carries this id: a program that a dead daemon had started. */
  readonly sweep: (runId: RunId) => Promise<unknown>;
  readonly paths: Pick<HomePaths, "root" | "runsFolder">;
  /** The targets in force, their secrets resolved; absent: as config.json has them. */
  readonly targets: () => readonly LoadedTarget[] | undefined;
  /** Tells a bot with an address once. */
  readonly tellBot: (
    target: TargetOf<"http">,
    told: {
      readonly key: string;
      readonly text: string;
      readonly report: object;
      readonly signal: AbortSignal;
    },
  ) => Promise<SinkResult>;
  /** The named environment of the owner's own programs. */
  readonly environment: () => Readonly<Record<string, string>>;
}

/** Finds a sink by its name (`log`, `target:<name>`); null where config.json has no such target. */
export function createSinkTable(deps: SinkDeps): (name: string) => Sink | null {
  const log = reportSink(createLogSink(deps.log));
  return (name) => {
    if (name === "log") return log;
    const found = loadedTargets(deps).find(({ target }) => `target:${target.name}` === name);
    if (found?.target.kind === "command") return reportSink(createCommandSink(deps, found.target));
    return found?.target.kind === "http" ? reportSink(botSink(deps, found.target, found)) : null;
  };
}

function loadedTargets({
  targets,
  config,
}: SinkDeps): readonly Omit<LoadedTarget, "secretValues">[] {
  return targets() ?? config().targets.map((target) => ({ target, problem: null }));
}

/** A secret that cannot be had may be there at the next try. */
function botSink(
  { tellBot }: SinkDeps,
  target: TargetOf<"http">,
  { problem }: Pick<LoadedTarget, "problem">,
): ReportSink {
  return async (report, { messageId, signal }) => {
    if (problem !== null) return { ok: false, error: problem, final: false };
    return tellBot(target, { key: messageId, text: toMessage(report), report, signal });
  };
}
