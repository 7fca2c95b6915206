import type { Config } from "../core/config.ts";
import { retryDelayMs } from "./retry-delay.ts";
import type { SinkRules } from "./sink.ts";

/** Tries before a report is given up: about nine hours. */
const MOST_TRIES = 12;

/** How the owner's chats and the log are treated: one report after the other, and a failed one holds up none. */
export function reportRules(name: string): SinkRules {
  return {
    title: name,
    isHeldBack: false,
    ordered: false,
    atOnce: 1,
    mostTries: MOST_TRIES,
    delayMs: retryDelayMs,
    stopAfterMs: null,
  };
}

/** In safe mode only the log is told: everything else would start a program or send. What waits goes on waiting. */
export function heldInSafeMode(
  rules: SinkRules,
  name: string,
  { safeMode }: Pick<Config, "safeMode">,
): SinkRules {
  return safeMode && name !== "log" ? { ...rules, isHeldBack: true } : rules;
}
