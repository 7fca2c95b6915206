import type { Config } from "../core/settings/config.ts";
import { allTargets } from "../core/settings/target.ts";
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

/**
 * In safe mode only the log and the local chat are told: everything else would start a program or send. What waits
 * goes on waiting.
 */
export function heldInSafeMode(
  rules: SinkRules,
  name: string,
  { safeMode, targets }: Pick<Config, "safeMode" | "targets">,
): SinkRules {
  if (!safeMode || name === "log" || isLocal(targets, name)) return rules;
  return { ...rules, isHeldBack: true };
}

function isLocal(targets: Config["targets"], sink: string): boolean {
  return allTargets(targets).some(
    ({ kind, name }) => kind === "local" && sink === `target:${name}`,
  );
}
