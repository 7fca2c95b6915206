// In: a hook of mode wake or notify. Out: what its targets did, and the end of the run that this makes.

import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { Config } from "../core/settings/config.ts";
import type { RunOutcome } from "../core/records/run.ts";
import type { Hook } from "../core/settings/hook.ts";
import type { RunRequest } from "../core/ports/mode-port.ts";
import {
  allTargets,
  LOCAL_TARGET,
  TARGET_KINDS,
  type LoadedTarget,
  type Target,
} from "../core/settings/target.ts";
import { stopStatus } from "../core/records/process-ending.ts";

/** What one target did, or several chats that are one. */
export interface Asked {
  readonly names: readonly string[];
  /** Whether it counts as having taken what it was given. */
  readonly took: boolean;
  /** Its words; empty: none. */
  readonly answer: string;
  /** What was wrong, also beside an answer. */
  readonly fault?: string | undefined;
  /** How the turn of an agent ended, where it was one of wakehook's own chats. */
  readonly outcome?: RunOutcome | undefined;
}

/** Targets that are asked together: one bot, or chats that are views of one conversation. */
export interface Askable {
  readonly targets: readonly [Target, ...Target[]];
}

/** Hands something over; `folder` is there for the output. */
export type Ask = (askable: Askable, folder: string) => Promise<Omit<Asked, "names">>;

/** How targets are asked. */
export interface Asking {
  /** The targets in force, their secrets resolved. */
  readonly targets: readonly LoadedTarget[];
  /** Targets that share this are asked once, together; null: alone. */
  readonly shared: (target: Target) => string | null;
  readonly ask: Ask;
}

/** The targets of a hook, for the run's row; null: none. */
export function targetsOf(hook: Hook, config: Config): string | null {
  return namesOf(hook, config).first.join(", ") || null;
}

/** The targets of a hook, those of `fallback` behind the others; those that are not in config.json are left out. */
export function knownTargets(hook: Hook, config: Config): Target[] {
  const { first, fallback } = namesOf(hook, config);
  const known = allTargets(config.targets);
  return [...first, ...fallback].flatMap((name) => known.find((one) => one.name === name) ?? []);
}

/** Why no target can be asked: none is there, or all are switched off. null: some can. */
export function targetsRefusal({ hook, config }: RunRequest): RunOutcome | null {
  const known = knownTargets(hook, config);
  const [first] = known;
  if (first === undefined) return noHandler(namesOf(hook, config).first);
  if (known.some((target) => featureOff(target, config) === null)) return null;
  const feature = featureOff(first, config) ?? "commands";
  return {
    status: `error:feature_off_${feature}`,
    reason: `features.${feature} is off in config.json`,
  };
}

/** Asks every target of `to` at once, then those of `fallback` one after the other until one took it. */
export async function askTargets(request: RunRequest, asking: Asking): Promise<Asked[]> {
  const { first, fallback } = namesOf(request.hook, request.config);
  const groups = Map.groupBy(first, (name) => {
    const target = findTarget(asking, name)?.target;
    return (target === undefined ? null : asking.shared(target)) ?? `one ${name}`;
  });
  const asked = await Promise.all(
    [...groups.values()].map((names) => askTogether(request, names, asking)),
  );
  for (const name of fallback) {
    if (asked.some(({ took }) => took) || request.signal.aborted) break;
    asked.push(await askTogether(request, [name], asking));
  }
  return asked;
}

/** Success needs one target that took it; those that failed are named all the same. */
export function targetsOutcome(asked: readonly Asked[], signal: AbortSignal): RunOutcome {
  const took = asked.filter((one) => one.took);
  const faults = asked.flatMap((one) =>
    one.fault === undefined ? [] : `${one.names.join(", ")}: ${one.fault}`,
  );
  const [turn] = (took.length === 0 ? asked : took).flatMap(({ outcome }) => outcome ?? []);
  const rest = {
    ...turn,
    agent: (took.length === 0 ? asked : took).flatMap((one) => one.names).join(", "),
    reason: faults.length === 0 ? undefined : faults.join("; "),
  };
  if (took.length > 0) return { ...rest, status: "success" };
  if (signal.aborted) return { ...rest, status: stopStatus(signal) };
  // An agent's own failure says more than that nobody answered.
  const only = asked.length === 1 ? turn : undefined;
  return only === undefined
    ? { ...rest, status: "error:no_response" }
    : { ...rest, status: only.status, reason: only.reason };
}

function namesOf(hook: Hook, config: Config): { first: string[]; fallback: string[] } {
  const owner = config.owner.length === 0 ? [LOCAL_TARGET] : config.owner;
  const first = [...new Set(hook.to ?? owner)];
  const fallback = [...new Set(hook.fallback)].filter((name) => !first.includes(name));
  return { first, fallback };
}

function noHandler(names: readonly string[]): RunOutcome {
  const reason =
    names.length === 0
      ? "to is empty: name a target of config.json, or leave it out for the owner's chats"
      : `no target of config.json is called ${names.join(", ")}`;
  return { status: "error:no_wake_handler", reason };
}

/** The switch that keeps a target from being asked; null: none does. */
function featureOff({ kind }: Target, { features }: Config) {
  const { feature } = TARGET_KINDS[kind];
  return feature === null || features[feature] ? null : feature;
}

function findTarget({ targets }: Pick<Asking, "targets">, name: string): LoadedTarget | undefined {
  return targets.find(({ target }) => target.name === name);
}

async function askTogether(
  request: RunRequest,
  names: readonly string[],
  asking: Asking,
): Promise<Asked> {
  const usable: Target[] = [];
  const faults: string[] = [];
  for (const name of names) {
    const found = findTarget(asking, name);
    const fault = faultOf(found, request.config);
    if (fault === null && found !== undefined) usable.push(found.target);
    else faults.push(names.length === 1 ? (fault ?? "") : `${name}: ${fault ?? ""}`);
  }
  const [first, ...others] = usable;
  const before = faults.length === 0 ? undefined : faults.join("; ");
  if (first === undefined) return { names, took: false, answer: "", fault: before };
  const folder = path.join(request.runFolder, first.name);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const asked = await asking.ask({ targets: [first, ...others] }, folder);
  const fault = [before, asked.fault].filter((one) => one !== undefined).join("; ");
  return {
    ...asked,
    names: usable.map(({ name }) => name),
    ...(fault === "" ? {} : { fault }),
  };
}

function faultOf(found: LoadedTarget | undefined, config: Config): string | null {
  if (found === undefined) return "no such target in config.json";
  const feature = featureOff(found.target, config);
  return feature === null ? found.problem : `features.${feature} is off in config.json`;
}
