// In: the patterns of a hook's `events`. Out: whether an event is wanted, or why a pattern is wrong.

import { nearestName } from "./nearest.ts";
import type { Source } from "./source.ts";

/** A pattern that can never match, in words for the owner. */
export interface PatternProblem {
  /** The pattern as written. */
  readonly value: string;
  readonly message: string;
  /** The nearest pattern that can match, or what to do. */
  readonly hint?: string;
}

/** Patterns that were checked, or what is wrong with them. */
export type ParsedPatterns =
  | { readonly ok: true; readonly matches: (event: string | null) => boolean }
  | { readonly ok: false; readonly problems: readonly PatternProblem[] };

/**
 * Checks the patterns of `events` against what the source can send. Absent patterns want every event.
 * A pattern that can never match is a problem, since a hook that stays silent looks like one that works.
 */
export function parsePatterns(
  patterns: readonly string[] | undefined,
  source: Pick<Source, "title" | "knownEvents" | "action">,
): ParsedPatterns {
  if (patterns?.length === 0)
    return {
      ok: false,
      problems: [
        {
          value: "",
          message: "the list is empty, so no event matches",
          hint: "leave events out to take every event",
        },
      ],
    };
  const problems = (patterns ?? []).flatMap((pattern) => problemOf(pattern, source) ?? []);
  if (problems.length > 0) return { ok: false, problems };
  return { ok: true, matches: (event) => matchesEvent(patterns, event) };
}

/**
 * Tells whether an event is wanted. `issues` takes the event with every action and with none,
 * `issues.*` with any action, `issues.opened` this one (and what stands below it), `*` everything,
 * also a delivery without an event. Names of some senders hold dots themselves (`invoice.paid`),
 * so patterns are held against the whole name, whole parts at a time.
 */
export function matchesEvent(
  patterns: readonly string[] | undefined,
  event: string | null,
): boolean {
  if (patterns === undefined) return true;
  return patterns.some((pattern) => {
    if (pattern === "*") return true;
    if (event === null) return false;
    if (pattern.endsWith(".*")) return event.startsWith(pattern.slice(0, -1));
    return event === pattern || event.startsWith(`${pattern}.`);
  });
}

function problemOf(
  pattern: string,
  source: Pick<Source, "title" | "knownEvents" | "action">,
): PatternProblem | null {
  if (pattern === "*") return null;
  const trimmed = pattern.trim();
  if (trimmed === "") return { value: pattern, message: "an empty pattern matches no event" };
  if (trimmed !== pattern)
    return { value: pattern, message: "blanks around the pattern match no event", hint: trimmed };
  const name = pattern.endsWith(".*") ? pattern.slice(0, -2) : pattern;
  if (name === "" || name.includes("*"))
    return {
      value: pattern,
      message: "* stands for everything, or for every action at the end: issues.*",
    };
  return unknownEvent(pattern, source);
}

function unknownEvent(
  pattern: string,
  { title, knownEvents, action }: Pick<Source, "title" | "knownEvents" | "action">,
): PatternProblem | null {
  if (knownEvents === undefined) return null;
  const hasActions = (event: string): boolean =>
    action !== undefined && !knownEvents.some((known) => known.startsWith(`${event}.`));
  const name = pattern.endsWith(".*") ? pattern.slice(0, -2) : pattern;
  const canMatch = knownEvents.some(
    (known) =>
      matchesEvent([pattern], known) ||
      (hasActions(known) && (name === known || name.startsWith(`${known}.`))),
  );
  if (canMatch) return null;
  const nearest = nearestPattern(pattern, knownEvents);
  return {
    value: pattern,
    message: `${title} sends no event of this name`,
    ...(nearest === undefined ? {} : { hint: nearest }),
  };
}

function nearestPattern(pattern: string, knownEvents: readonly string[]): string | undefined {
  const dot = pattern.indexOf(".");
  const tail = dot === -1 ? "" : pattern.slice(dot);
  const withTail = knownEvents.filter((known) => !known.includes(".")).map((known) => known + tail);
  return nearestName(pattern, [...withTail, ...knownEvents]);
}
