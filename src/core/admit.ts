// In: what is known of a delivery at this moment. Out: whether it runs, waits, or ends without a run.
// Pure: dispatch gathers the facts, asks, and writes down the verdict.

import type { ConditionVerdict } from "./condition.ts";
import type { Config } from "./config.ts";
import type { DeliveryOrigin, Verdict } from "./delivery.ts";
import { matchesEvent } from "./event-pattern.ts";
import { fuseBlows, fuseOf } from "./fuse.ts";
import type { Hook } from "./hook.ts";
import { isModeName, MODES } from "./modes.ts";
import { isQuiet } from "./quiet-hours.ts";
import type { LoadedHook } from "./settings.ts";
import type { EventRefinement } from "./source.ts";

/** Longest part of a mode's name that a status shows. */
const LONGEST_MODE = 64;

/** What the verdict is made of. */
export interface AdmissionFacts {
  /** null: the hook is no longer in webhooks.json. */
  readonly loaded: LoadedHook | null;
  readonly config: Pick<Config, "safeMode" | "features">;
  readonly event: string | null;
  /** The refinements of the hook's source. */
  readonly refinements?: readonly EventRefinement[] | undefined;
  readonly entity: string | null;
  readonly origin: DeliveryOrigin;
  /** What `when` says; null: the hook has none, or it need not be asked. */
  readonly condition: ConditionVerdict | null;
  /** The owner's wall clock, in minutes after midnight. */
  readonly minuteOfDay: number;
  /** Runs on the entity within the hook's fuse time; see `fuseOf`. 0 where there is no entity. */
  readonly runsOnEntity: number;
  /** The entity is paused: its fuse has blown and the owner has not said go on. */
  readonly entityPaused: boolean;
}

const RUN: Verdict = { kind: "run" };

/**
 * Decides about a delivery. The first that says no wins: the hook, safe mode, `events`, `when`,
 * quiet hours, the fuse, the mode, the feature switches. A replay is the owner's own word for this delivery: it
 * passes `events`, `when`, quiet hours and the fuse. A test goes the whole way, as a sender's event would.
 */
export function admit(facts: AdmissionFacts): Verdict {
  const { loaded } = facts;
  if (loaded === null)
    return { kind: "end", status: "error:not_found", reason: "the hook was removed" };
  const { hook } = loaded;
  if (hook === null || loaded.state !== "valid") return holdInvalid(loaded);
  if (!hook.enabled)
    return { kind: "hold", status: "held:disabled", reason: "the hook is switched off" };
  if (facts.config.safeMode)
    return { kind: "end", status: "skipped:safe_mode", reason: "safe_mode is on in config.json" };
  const wanted = facts.origin === "replay" ? RUN : checkWanted(hook, facts);
  return wanted.kind === "run" ? checkMode(hook, facts.config) : wanted;
}

function holdInvalid({ problems }: LoadedHook): Verdict {
  const error = problems.find(({ level }) => level === "error");
  const place = error?.field === undefined ? "" : `${error.field}: `;
  const detail = error === undefined ? "" : `: ${place}${error.message}`;
  return {
    kind: "hold",
    status: "held:hook_invalid",
    reason: `the hook's entry has an error${detail}`,
  };
}

function checkWanted(hook: Hook, facts: AdmissionFacts): Verdict {
  const { event } = facts;
  if (!matchesEvent(hook.events, event, facts.refinements)) {
    const name = event === null ? "a delivery without an event" : `event ${event}`;
    const patterns = (hook.events ?? []).join(", ");
    return {
      kind: "end",
      status: "skipped:filtered",
      reason: `${name} matches none of: ${patterns}`,
    };
  }
  if (facts.condition?.passes === false)
    return { kind: "end", status: "skipped:filtered", reason: facts.condition.reason };
  const awake = checkQuietHours(hook, facts.minuteOfDay);
  return awake.kind === "run" ? checkFuse(hook, facts) : awake;
}

function checkQuietHours(hook: Hook, minuteOfDay: number): Verdict {
  const { quietStart, quietEnd } = hook;
  // One without the other is a warning in `hook check` and means never.
  if (quietStart === undefined || quietEnd === undefined) return RUN;
  if (!isQuiet({ startMinute: quietStart, endMinute: quietEnd }, minuteOfDay)) return RUN;
  const reason = `quiet hours ${clockTime(quietStart)} to ${clockTime(quietEnd)}`;
  return hook.quietPolicy === "defer"
    ? { kind: "hold", status: "held:quiet_hours", reason }
    : { kind: "end", status: "skipped:quiet_hours", reason };
}

function checkFuse(hook: Hook, facts: AdmissionFacts): Verdict {
  const { entity, entityPaused, runsOnEntity } = facts;
  if (entity === null) return RUN;
  if (entityPaused)
    return { kind: "hold", status: "held:paused", reason: `${entity} is paused by its fuse` };
  if (!fuseBlows(hook, runsOnEntity)) return RUN;
  const { runs, withinSeconds } = fuseOf(hook);
  const reason = `${entity} had ${runsOnEntity} runs within ${withinSeconds} s; its fuse allows ${runs}`;
  return { kind: "hold", status: "held:paused", reason };
}

function checkMode(hook: Hook, config: Pick<Config, "features">): Verdict {
  const { mode } = hook;
  if (!isModeName(mode) || !MODES[mode].landed) {
    const known = isModeName(mode) ? "is not at work in this version" : "does not exist";
    return {
      kind: "end",
      status: `error:unknown_mode_${safeMode(mode)}`,
      reason: `mode ${safeMode(mode)} ${known}`,
    };
  }
  if (mode === "cron_task" && !config.features.agents)
    return {
      kind: "end",
      status: "error:feature_off_agents",
      reason: "agents are switched off; set features.agents to true in config.json",
    };
  return RUN;
}

/** A mode's name as a status may hold it: whatever else the owner typed becomes `_`. */
function safeMode(mode: string): string {
  return mode.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, LONGEST_MODE);
}

function clockTime(minuteOfDay: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}
