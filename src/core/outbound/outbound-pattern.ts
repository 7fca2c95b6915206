// The patterns of a subscription's `events`: an event, a family (`run` or `run.*`), or all (`*`).

import { didYouMean, nearestName } from "../text/nearest.ts";
import { OUTBOUND_EVENT_NAMES, isOutboundEvent } from "./outbound-events.ts";

const FAMILIES: ReadonlySet<string> = new Set(
  OUTBOUND_EVENT_NAMES.map((name) => name.slice(0, name.indexOf("."))),
);

/** What is wrong with a pattern, in words for its owner; null: it can match. */
export function outboundPatternProblem(pattern: string): string | null {
  const family = pattern.endsWith(".*") ? pattern.slice(0, -2) : pattern;
  if (pattern === "*" || FAMILIES.has(family) || isOutboundEvent(pattern)) return null;
  const known = [...OUTBOUND_EVENT_NAMES, ...FAMILIES];
  const hint = didYouMean(nearestName(pattern, known)) ?? "see: wakehook subscription events";
  return `no event matches ${JSON.stringify(pattern.slice(0, 80))}; ${hint}`;
}

/** Tells whether an event is wanted. A pattern that is wrong matches nothing. */
export function matchesOutbound(patterns: readonly string[], event: string): boolean {
  const family = event.slice(0, event.indexOf("."));
  return patterns.some(
    (pattern) =>
      pattern === "*" ||
      pattern === event ||
      (FAMILIES.has(family) && (pattern === family || pattern === `${family}.*`)),
  );
}
