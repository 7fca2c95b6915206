// The checks of admission, one function each. In: a hook and the facts. Out: "run", or what becomes of the delivery.

import type { AdmissionFacts, AdmissionQuestions } from "./admit.ts";
import type { Verdict } from "../records/verdict.ts";
import { durationText } from "../settings/duration.ts";
import { matchesEvent } from "../events/event-pattern.ts";
import { fuseBlows, fuseOf } from "./fuse.ts";
import type { Hook } from "../settings/hook.ts";
import { loopReason } from "./loop.ts";
import { isModeName, MODES } from "../settings/modes.ts";
import { isQuiet } from "./quiet-hours.ts";
import { makesTasks } from "../settings/task-fields.ts";

/** Longest part of a mode's name that a status shows. */
const LONGEST_MODE = 64;
/** How long an approval is waited for where the hook does not say, seconds: three days. */
const APPROVAL_TTL_SECONDS = 259_200;
const SECOND_MS = 1000;

const RUN: Verdict = { kind: "run" };

/** Safe mode starts nothing. */
export function checkSafeMode(_: Hook, { config }: AdmissionFacts): Verdict {
  if (!config.safeMode) return RUN;
  return { kind: "end", status: "skipped:safe_mode", reason: "safe_mode is on in config.json" };
}

/** `events`. */
export function checkEvent(hook: Hook, { event, refinements }: AdmissionFacts): Verdict {
  if (matchesEvent(hook.events, event, refinements)) return RUN;
  const name = event === null ? "a delivery without an event" : `event ${event}`;
  const patterns = (hook.events ?? []).join(", ");
  const reason = `${name} matches none of: ${patterns}`;
  return { kind: "end", status: "skipped:filtered", reason };
}

/** `max_age`: what waited elsewhere for too long. */
export function checkMaxAge({ maxAge }: Hook, { latenessMs }: AdmissionFacts): Verdict {
  if (maxAge === undefined || latenessMs <= maxAge * SECOND_MS) return RUN;
  const reason = `it came in ${durationText(latenessMs / SECOND_MS)} after it was sent; max_age is ${durationText(maxAge)}`;
  return { kind: "end", status: "skipped:too_old", reason };
}

/** `when`. */
export function checkCondition(_: Hook, { ask }: AdmissionFacts): Verdict {
  const condition = ask.condition();
  if (condition?.passes !== false) return RUN;
  return { kind: "end", status: "skipped:filtered", reason: condition.reason };
}

/** Wakehook's own work that came back. */
export function checkLoop(hook: Hook, { ask }: AdmissionFacts): Verdict {
  const reason = loopReason(hook, ask.depth());
  return reason === null ? RUN : { kind: "end", status: "skipped:loop", reason };
}

/** A mode that is there, and switched on. */
export function checkMode({ mode }: Hook, { config }: AdmissionFacts): Verdict {
  if (!isModeName(mode))
    return {
      kind: "end",
      status: `error:unknown_mode_${safeMode(mode)}`,
      reason: `mode ${safeMode(mode)} does not exist`,
    };
  const { feature } = MODES[mode];
  if (feature === null || config.features[feature]) return RUN;
  return {
    kind: "end",
    status: `error:feature_off_${feature}`,
    reason: `${feature} is switched off; set features.${feature} to true in config.json`,
  };
}

/** The pause between two attempts. */
export function checkNotBefore(_: Hook, { notBefore, now }: AdmissionFacts): Verdict {
  if (notBefore === null || now >= notBefore) return RUN;
  return { kind: "wait", until: notBefore, reason: "waits for its next attempt" };
}

/** `coalesce`: a burst that may go on. */
export function checkBurst(_: Hook, { burstEnd, now }: AdmissionFacts): Verdict {
  if (burstEnd === null || now >= burstEnd) return RUN;
  return { kind: "wait", until: burstEnd, reason: "waits for the end of its burst" };
}

/** A task that its owner starts. */
export function checkTodo(hook: Hook): Verdict {
  if (!makesTasks(hook) || hook.autoAssign === true) return RUN;
  return { kind: "hold", status: "held:todo", reason: "a task that waits for you to start it" };
}

/** Quiet hours, which `urgent` passes. A task that its owner has started is not skipped for them. */
export function checkQuietHours(hook: Hook, { minuteOfDay, waived, ask }: AdmissionFacts): Verdict {
  const { quietStart, quietEnd } = hook;
  // One without the other is a warning in `hook check` and means never.
  if (quietStart === undefined || quietEnd === undefined) return RUN;
  if (!isQuiet({ startMinute: quietStart, endMinute: quietEnd }, minuteOfDay)) return RUN;
  if (ask.urgent()?.passes === true) return RUN;
  const reason = `quiet hours ${clockTime(quietStart)} to ${clockTime(quietEnd)}`;
  return hook.quietPolicy === "defer" || waived.includes("held:todo")
    ? { kind: "hold", status: "held:quiet_hours", reason, until: ask.quietEnd() }
    : { kind: "end", status: "skipped:quiet_hours", reason };
}

/** What is paused, by the owner or by a fuse that has blown. */
export function checkPause(_: Hook, { pause }: AdmissionFacts): Verdict {
  if (pause === null) return RUN;
  const until = pause.until ?? undefined;
  return { kind: "hold", status: "held:paused", reason: pause.reason, until };
}

/** The fuse of the entity. */
export function checkFuse(hook: Hook, { entity, ask }: AdmissionFacts): Verdict {
  if (entity === null) return RUN;
  const ran = ask.runsOnEntity();
  if (!fuseBlows(hook, ran)) return RUN;
  const { runs, withinSeconds } = fuseOf(hook);
  const reason = `${entity} had ${ran} runs within ${withinSeconds} s; its fuse allows ${runs}`;
  return { kind: "hold", status: "held:paused", reason };
}

/** A provider that works, where the hook needs one. */
export function checkProvider(_: Hook, { ask, now }: AdmissionFacts): Verdict {
  const choice = ask.provider();
  if (choice.kind !== "paused") return RUN;
  const until = choice.until === null ? undefined : Math.max(now, choice.until);
  return { kind: "hold", status: "held:agent", reason: choice.reason, until };
}

/** `budget`. */
export function checkBudget(_: Hook, { ask }: AdmissionFacts): Verdict {
  const budget = ask.budget();
  if (budget.ok) return RUN;
  const { reason, until } = budget;
  return { kind: "hold", status: "held:budget", reason, until };
}

/** The owner's word, where `trust` or `approval` ask for it. */
export function checkApproval(hook: Hook, { ask, now }: AdmissionFacts): Verdict {
  const reason = approvalReason(hook, ask);
  if (reason === null) return RUN;
  const expiresAt = now + (hook.approvalTtlSeconds ?? APPROVAL_TTL_SECONDS) * SECOND_MS;
  return { kind: "hold", status: "held:approval", reason, expiresAt };
}

/** Why the owner is asked; null: not. A condition that fails asks: nobody has said that it need not. */
function approvalReason({ approval }: Hook, ask: AdmissionQuestions): string | null {
  const trust = ask.trust();
  if (trust?.level === "hold") return trust.reason;
  if (approval === "always") return "the hook asks before every run";
  const verdict = ask.approval();
  if (verdict === null) return null;
  if (verdict.passes) return "its approval condition is true";
  return verdict.failed === true ? `its approval condition failed: ${verdict.reason}` : null;
}

/** A mode's name as a status may hold it: whatever else the owner typed becomes `_`. */
function safeMode(mode: string): string {
  return mode.replaceAll(/[^A-Za-z0-9_-]/g, "_").slice(0, LONGEST_MODE);
}

function clockTime(minuteOfDay: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}
