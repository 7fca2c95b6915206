// In: a hook of mode wake or notify. Out: what its targets did, and the end of the run that this makes.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Config } from "../core/config.ts";
import type { TargetOf } from "../core/target.ts";
import type { RunOutcome } from "../core/delivery.ts";
import type { Hook } from "../core/hook.ts";
import type { RunRequest } from "../core/mode-port.ts";
import { stopStatus } from "./stop-status.ts";

/** What one target did. */
export interface Asked {
  readonly name: string;
  /** Whether it counts as having taken what it was given. */
  readonly took: boolean;
  /** Its words; empty: none. */
  readonly answer: string;
  /** What was wrong, also beside an answer. */
  readonly fault?: string;
}

/** Hands something to one target; `folder` is there for its output. */
export type AskTarget = (target: TargetOf<"command">, folder: string) => Promise<Asked>;

/** The targets of a hook, for the run's row; null: none. */
export function targetsOf(hook: Hook, config: Config): string | null {
  return namesOf(hook, config).first.join(", ") || null;
}

/** Why no target can be asked: none is there, or none may be started. null: some can. */
export function targetsRefusal({ hook, config }: RunRequest): RunOutcome | null {
  const { first, fallback } = namesOf(hook, config);
  const isKnown = (name: string): boolean => config.targets.some((one) => one.name === name);
  if (![...first, ...fallback].some(isKnown)) return noHandler(first);
  // The targets of this version are programs.
  if (config.features.commands) return null;
  return {
    status: "error:feature_off_commands",
    reason: "features.commands is off in config.json",
  };
}

/** Asks every target of `to` at once, then those of `fallback` one after the other until one took it. */
export async function askTargets(request: RunRequest, ask: AskTarget): Promise<Asked[]> {
  const { first, fallback } = namesOf(request.hook, request.config);
  const asked = await Promise.all(first.map((name) => askByName(request, name, ask)));
  for (const name of fallback) {
    if (asked.some(({ took }) => took) || request.signal.aborted) break;
    asked.push(await askByName(request, name, ask));
  }
  return asked;
}

/** Success needs one target that took it; those that failed are named all the same. */
export function targetsOutcome(asked: readonly Asked[], signal: AbortSignal): RunOutcome {
  const took = asked.filter((one) => one.took);
  const faults = asked.flatMap((one) =>
    one.fault === undefined ? [] : `${one.name}: ${one.fault}`,
  );
  const rest = {
    agent: (took.length === 0 ? asked : took).map((one) => one.name).join(", "),
    reason: faults.length === 0 ? undefined : faults.join("; "),
  };
  if (took.length > 0) return { status: "success", ...rest };
  return { status: signal.aborted ? stopStatus(signal) : "error:no_response", ...rest };
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

async function askByName(request: RunRequest, name: string, ask: AskTarget): Promise<Asked> {
  const target = request.config.targets.find((one) => one.name === name);
  if (target === undefined)
    return { name, took: false, answer: "", fault: "no such target in config.json" };
  if (target.kind !== "command")
    return { name, took: false, answer: "", fault: `kind ${target.kind} is not at work yet` };
  const folder = path.join(request.runFolder, name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  return ask(target, folder);
}
