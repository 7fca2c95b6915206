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
