// In: the patterns of a hook's `events`. Out: whether an event is wanted, or why a pattern is wrong.

import { didYouMean, nearestName } from "../text/nearest.ts";
import type { EventRefinement, Source } from "./source.ts";

/** A pattern that can never match, in words for the owner. */
export interface PatternProblem {
  /** The pattern as written. */
  readonly value: string;
  readonly message: string;
  /** What to do: it names the nearest pattern that can match. */
  readonly hint?: string;
}

/** What of a source says which events can come. */
export type EventSource = Pick<
  Source,
  "title" | "knownEvents" | "knownActions" | "action" | "refinements"
>;

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
  source: EventSource,
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
  return { ok: true, matches: (event) => matchesEvent(patterns, event, source.refinements) };
}

/**
 * Tells whether an event is wanted. `issues` takes the event with every action and with none,
 * `issues.*` with any action, `issues.opened` this one (and what stands below it), `*` everything,
 * also a delivery without an event. Names of some senders hold dots themselves (`invoice.paid`),
 * so patterns are held against the whole name, whole parts at a time. A refined event
 * (`pull_request.merged`) is wanted by its plain name (`pull_request.closed`) as well.
 */
export function matchesEvent(
  patterns: readonly string[] | undefined,
  event: string | null,
  refinements: readonly EventRefinement[] = [],
): boolean {
  if (patterns === undefined) return true;
  const plain = refinements.filter((finer) => event === refinedName(finer)).map((f) => f.event);
  return patterns.some((pattern) => [event, ...plain].some((name) => takes(pattern, name)));
}

/** Tells whether an event may be wanted once its payload is known: a refinement may give it another name. */
export function mayMatchEvent(
  patterns: readonly string[] | undefined,
  event: string,
  refinements: readonly EventRefinement[] = [],
): boolean {
  const finer = refinements.filter((one) => one.event === event).map(refinedName);
  return [event, ...finer].some((name) => matchesEvent(patterns, name, refinements));
}

function takes(pattern: string, event: string | null): boolean {
  if (pattern === "*") return true;
  if (event === null) return false;
  if (pattern.endsWith(".*")) return event.startsWith(pattern.slice(0, -1));
  return event === pattern || event.startsWith(`${pattern}.`);
}

/** `pull_request.closed` with the action `merged` is `pull_request.merged`. */
function refinedName({ event, action }: EventRefinement): string {
  return `${event.slice(0, event.lastIndexOf("."))}.${action}`;
}

function problemOf(pattern: string, source: EventSource): PatternProblem | null {
  if (pattern === "*") return null;
  const trimmed = pattern.trim();
  if (trimmed === "") return { value: pattern, message: "an empty pattern matches no event" };
  if (trimmed !== pattern)
    return {
      value: pattern,
      message: "blanks around the pattern match no event",
      hint: `write "${trimmed}"`,
    };
  const name = pattern.endsWith(".*") ? pattern.slice(0, -2) : pattern;
  if (name === "" || name.includes("*"))
    return {
      value: pattern,
      message: "* stands for everything, or for every action at the end: issues.*",
    };
  return unknownEvent(pattern, source) ?? unknownAction(pattern, source);
}

/** A list of actions is never whole for long, so what resembles none of it may well come. */
function unknownAction(
  pattern: string,
  { title, knownActions }: EventSource,
): PatternProblem | null {
  const dot = pattern.indexOf(".");
  const name = dot === -1 ? pattern : pattern.slice(0, dot);
  const action = dot === -1 ? "*" : pattern.slice(dot + 1);
  const actions = Object.hasOwn(knownActions ?? {}, name) ? knownActions?.[name] : undefined;
  if (actions === undefined || dot === -1 || actions.includes(action)) return null;
  if (actions.length === 0)
    return {
      value: pattern,
      message: `${title} sends ${name} without an action`,
      hint: `write "${name}"`,
    };
  const near = action === "*" ? undefined : nearestName(action, actions);
  if (near === undefined) return null;
  const message = `${title} sends no ${name} with this action`;
  return { value: pattern, message, hint: `did you mean "${name}.${near}"?` };
}

function unknownEvent(pattern: string, source: EventSource): PatternProblem | null {
  const { title, knownEvents } = source;
  if (knownEvents === undefined || canMatch(pattern, source, knownEvents)) return null;
  const hint = didYouMean(nearestPattern(pattern, source, knownEvents));
  const message = `${title} sends no event of this name`;
  return { value: pattern, message, ...(hint === undefined ? {} : { hint }) };
}

function canMatch(
  pattern: string,
  { action }: EventSource,
  knownEvents: readonly string[],
): boolean {
  const hasActions = (event: string): boolean =>
    action !== undefined && !knownEvents.some((known) => known.startsWith(`${event}.`));
  const name = pattern.endsWith(".*") ? pattern.slice(0, -2) : pattern;
  return knownEvents.some(
    (known) =>
      matchesEvent([pattern], known) ||
      (hasActions(known) && (name === known || name.startsWith(`${known}.`))),
  );
}

/** `isues.opened` -> `issues.opened`; without the action where the event is not known to have it. */
function nearestPattern(
  pattern: string,
  source: EventSource,
  knownEvents: readonly string[],
): string | undefined {
  const dot = pattern.indexOf(".");
  const plain = knownEvents.filter((known) => !known.includes("."));
  const near = dot === -1 ? undefined : nearestName(pattern.slice(0, dot), plain);
  if (near === undefined) return nearestName(pattern, knownEvents);
  const whole = near + pattern.slice(dot);
  return isListed(whole, source) && canMatch(whole, source, knownEvents) ? whole : near;
}

function isListed(pattern: string, { knownActions }: EventSource): boolean {
  const dot = pattern.indexOf(".");
  const name = pattern.slice(0, dot);
  const action = pattern.slice(dot + 1);
  const actions = Object.hasOwn(knownActions ?? {}, name) ? knownActions?.[name] : undefined;
  return (
    actions === undefined || actions.includes(action) || (action === "*" && actions.length > 0)
  );
}
