// In: a delivery whose turn has come. Out: whether a target took the prompt and answered.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import { childEnvironment } from "../core/child-environment.ts";
import type { Config, Target } from "../core/config.ts";
import type { RunOutcome } from "../core/delivery.ts";
import type { Hook } from "../core/hook.ts";
import type { Mode, RunRequest, StopCause } from "../core/mode-port.ts";
import type { RunProcess } from "../core/process-port.ts";
import type { Environment } from "../system/environment.ts";
import { askTarget, type Asked } from "./ask-target.ts";
import { keepAnswer } from "./keep-answer.ts";
import { createTurns, type Turns } from "./turns.ts";
import { writePrompt, type PromptDeps } from "./write-prompt.ts";

/** What the mode needs. */
export interface WakeDeps extends PromptDeps {
  readonly runProcess: RunProcess;
  /** The daemon's own environment; targets get only named parts of it. */
  readonly environment: Environment;
}

/** Makes the mode `wake`. Every target takes one turn at a time. */
export function createWake(deps: WakeDeps): Mode {
  const turns = createTurns();
  return {
    name: "wake",
    folder: () => null,
    agent: (hook, config) => namesOf(hook, config).first.join(", ") || null,
    async run(request) {
      const { hook, config } = request;
      const { first, fallback } = namesOf(hook, config);
      const known = (name: string): Target[] => config.targets.filter((one) => one.name === name);
      if ([...first, ...fallback].flatMap(known).length === 0) return noHandler(first);
      if (!config.features.commands)
        return {
          status: "error:feature_off_commands",
          reason: "features.commands is off in config.json",
        };
      const prompt = await writePrompt(deps, request);
      if (!prompt.ok) return { status: "error:exception", reason: prompt.reason };
      const ask = (name: string): Promise<Asked> =>
        askByName({ ...deps, turns, promptFile: prompt.file }, request, name);
      const asked = await Promise.all(first.map(ask));
      for (const name of fallback) {
        if (asked.some((one) => one.answer !== "") || request.signal.aborted) break;
        asked.push(await ask(name));
      }
      return keepAnswer(deps.mask, request.runFolder, toOutcome(asked, request));
    },
  };
}

function namesOf(hook: Hook, config: Config): { first: string[]; fallback: string[] } {
  const first = [...new Set(hook.to ?? config.owner)];
  const fallback = [...new Set(hook.fallback)].filter((name) => !first.includes(name));
  return { first, fallback };
}

function noHandler(names: readonly string[]): RunOutcome {
  const reason =
    names.length === 0
      ? "no target: set to in the hook, or owner in config.json"
      : `no target of config.json is called ${names.join(", ")}`;
  return { status: "error:no_wake_handler", reason };
}

interface AskDeps extends WakeDeps {
  readonly turns: Turns;
  readonly promptFile: string;
}

async function askByName(deps: AskDeps, request: RunRequest, name: string): Promise<Asked> {
  const target = request.config.targets.find((one) => one.name === name);
  if (target === undefined) return { name, answer: "", fault: "no such target in config.json" };
  return deps.turns.take(name, request.signal, async () => {
    const folder = path.join(request.runFolder, name);
    await mkdir(folder, { recursive: true, mode: 0o700 });
    return askTarget(deps.runProcess, request, {
      target,
      folder,
      promptFile: deps.promptFile,
      home: deps.paths.root,
      environment: childEnvironment(deps.environment),
    });
  });
}

/** Success needs words from at least one target; those that failed are named all the same. */
function toOutcome(asked: readonly Asked[], { signal }: RunRequest): RunOutcome {
  const answered = asked.filter((one) => one.answer !== "");
  const faults = asked.flatMap((one) =>
    one.fault === undefined ? [] : `${one.name}: ${one.fault}`,
  );
  const rest = {
    agent: (answered.length === 0 ? asked : answered).map((one) => one.name).join(", "),
    reason: faults.length === 0 ? undefined : faults.join("; "),
    answer: answered.map((one) => one.answer).join("\n\n"),
  };
  if (answered.length > 0) return { status: "success", ...rest };
  if (signal.aborted) {
    const stopped = (signal.reason as StopCause) === "stopped";
    return { status: stopped ? "error:stopped" : "error:interrupted", ...rest };
  }
  return { status: "error:no_response", ...rest };
}
