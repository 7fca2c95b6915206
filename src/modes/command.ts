// In: a delivery whose turn has come. Out: how the owner's own program in the task folder ended. Nothing of the
// payload becomes an argument: it comes on standard input, and as a file.

import path from "node:path";
import { childEnvironment } from "../core/records/child-environment.ts";
import type { RunOutcome } from "../core/records/run.ts";
import type { Mode, RunRequest } from "../core/ports/mode-port.ts";
import type { RunProcess } from "../core/ports/process-port.ts";
import type { Environment } from "../system/environment.ts";
import type { HomePaths } from "../system/home.ts";
import { commandOutcome } from "./command-outcome.ts";
import { folderOfHook } from "./folder-of-hook.ts";
import { keepAnswer } from "./keep-answer.ts";
import { writeDeliveryFiles } from "./delivery-files.ts";

/** What the mode needs. */
export interface CommandDeps {
  readonly runProcess: RunProcess;
  readonly paths: Pick<HomePaths, "tasksFolder">;
  /** The daemon's own environment; programs get only named parts of it. */
  readonly environment: Environment;
  /** Takes the secrets in force out of what a run says. */
  readonly mask: (text: string) => string;
}

const SECOND_MS = 1000;
/** Standard output and error together; beyond it the run is ended. */
const OUTPUT_LIMIT_BYTES = 104_857_600;

/** Makes the mode `command`. */
export function createCommand(deps: CommandDeps): Mode {
  return {
    name: "command",
    folder(hook, config) {
      const found = folderOfHook(deps.paths, hook, config);
      return found.ok ? found.folder : null;
    },
    // Two words: a program that is called like a provider is none.
    agent: ({ command }) => (command === undefined ? null : `command ${command[0] ?? ""}`),
    async run(request) {
      const { hook, config } = request;
      const { command } = hook;
      if (!config.features.commands)
        return {
          status: "error:feature_off_commands",
          reason: "features.commands is off in config.json",
        };
      if (command === undefined)
        return { status: "error:exception", reason: "the hook has no command" };
      const files = await writeDeliveryFiles(request);
      if (!files.ok) return { status: "error:exception", reason: files.reason };
      const found = folderOfHook(deps.paths, hook, config);
      if (!found.ok) return found;
      const ended = await runIn(deps, request, { command, folder: found.folder, ...files });
      return keepAnswer(deps.mask, request.runFolder, { ...ended, folder: found.folder });
    },
  };
}

interface ReadyCommand {
  readonly command: readonly string[];
  readonly folder: string;
  readonly payloadFile: string;
  readonly deliveryFile: string;
}

async function runIn(
  deps: CommandDeps,
  request: RunRequest,
  ready: ReadyCommand,
): Promise<RunOutcome> {
  const stdoutFile = path.join(request.runFolder, "stdout.log");
  const stderrFile = path.join(request.runFolder, "stderr.log");
  const end = await deps.runProcess({
    runId: request.runId,
    argv: ready.command,
    folder: ready.folder,
    folderIsReal: true,
    environment: environmentOf(deps, request, ready),
    stdinFile: ready.payloadFile,
    stdoutFile,
    stderrFile,
    timeoutMs: request.hook.timeoutSeconds * SECOND_MS,
    outputLimitBytes: OUTPUT_LIMIT_BYTES,
    signal: request.signal,
    onStarted: request.onProcess,
  });
  const program = ready.command[0] ?? "";
  return commandOutcome({ end, program, stdoutFile, stderrFile, ...deps }, request.signal);
}

/** Paths and ids that wakehook made itself; what a sender wrote stands in the files. */
function environmentOf(
  deps: CommandDeps,
  request: RunRequest,
  ready: ReadyCommand,
): Record<string, string> {
  return {
    ...childEnvironment(deps.environment),
    WAKEHOOK_PAYLOAD_FILE: ready.payloadFile,
    WAKEHOOK_DELIVERY_FILE: ready.deliveryFile,
    WAKEHOOK_DELIVERY_ID: request.delivery.id,
    WAKEHOOK_HOOK_ID: request.hook.id,
    WAKEHOOK_MARK: request.mark,
  };
}
