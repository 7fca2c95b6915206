// A URL and the parameters that a route knows in; their values out, or a refusal that names the wrong one.

import { EVENT_TYPES, isEventType, type EventType } from "../../core/events/event-types.ts";
import { nearestName } from "../../core/text/nearest.ts";
import { PLAIN_STATUSES, STATUS_FAMILIES, isStatus } from "../../core/records/status.ts";
import { refusal, type AdminRefusal } from "../answer.ts";

/** One query parameter: what it means, what it takes in words, and how it is read. `parse` gives undefined for a bad value. */
export interface Parameter<Value> {
  readonly meaning: string;
  readonly takes: string;
  readonly parse: (text: string) => Value | undefined;
}

/** The parameters of a route by name. */
export type QuerySpec = Readonly<Record<string, Parameter<unknown>>>;

/** The values of a route's parameters; what was not given is absent. */
export type QueryValues<Spec extends QuerySpec> = {
  readonly [Name in keyof Spec]?: Spec[Name] extends Parameter<infer Value> ? Value : never;
};

/** Reads a query strictly: unknown, repeated and bad parameters are refused by name. */
export function readQuery<Spec extends QuerySpec>(
  url: URL,
  spec: Spec,
): { readonly ok: true; readonly values: QueryValues<Spec> } | AdminRefusal {
  const values = new Map<string, unknown>();
  for (const [name, text] of url.searchParams) {
    const parameter = Object.hasOwn(spec, name) ? spec[name] : undefined;
    if (parameter === undefined) return unknownParameter(name, Object.keys(spec));
    if (values.has(name)) return refusal("usage", `the parameter ${name} is given twice`);
    const value = parameter.parse(text);
    if (value === undefined)
      return refusal(
        "usage",
        `the parameter ${name} cannot be ${JSON.stringify(text.slice(0, 80))}`,
        `${name} takes ${parameter.takes}`,
      );
    values.set(name, value);
  }
  return { ok: true, values: Object.fromEntries(values) as QueryValues<Spec> };
}

function unknownParameter(name: string, known: readonly string[]): AdminRefusal {
  const nearest = nearestName(name, known);
  const all = known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`;
  return refusal(
    "usage",
    `this route has no parameter ${JSON.stringify(name.slice(0, 80))}`,
    nearest === undefined ? all : `did you mean ${nearest}? ${all}`,
  );
}

/** A text of 1 to 300 characters. */
export function text(meaning: string): Parameter<string> {
  const parse = (value: string) => (value !== "" && value.length <= 300 ? value : undefined);
  return { meaning, takes: "a text of 1 to 300 characters", parse };
}

/** A text of a form that a guard knows: an id. */
export function form<Value extends string>(
  meaning: string,
  takes: string,
  is: (value: string) => value is Value,
): Parameter<Value> {
  return { meaning, takes, parse: (value) => (is(value) ? value : undefined) };
}

/** One of a few words. */
export function oneOf<const Word extends string>(
  meaning: string,
  words: readonly Word[],
): Parameter<Word> {
  return { meaning, takes: words.join(", "), parse: (value) => words.find((w) => w === value) };
}

/** `1` for yes, `0` for no. */
export function flag(meaning: string): Parameter<boolean> {
  const parse = (value: string) => (value === "1" ? true : value === "0" ? false : undefined);
  return { meaning, takes: "1 or 0", parse };
}

/** A whole number within bounds. */
export function whole(meaning: string, least: number, most: number): Parameter<number> {
  const parse = (value: string) => {
    const number = /^\d{1,15}$/.test(value) ? Number(value) : Number.NaN;
    return number >= least && number <= most ? number : undefined;
  };
  return { meaning, takes: `a whole number from ${least} to ${most}`, parse };
}

/** A status of the closed list, or the beginning of one with `*`. */
export function status(meaning: string): Parameter<string> {
  const beginnings = [...Object.keys(PLAIN_STATUSES), ...Object.keys(STATUS_FAMILIES)];
  const isBeginning = (start: string) =>
    beginnings.some((name) => name.startsWith(start)) ||
    Object.keys(STATUS_FAMILIES).some((family) => start.startsWith(family));
  const parse = (value: string) => {
    const known = value.endsWith("*") ? isBeginning(value.slice(0, -1)) : isStatus(value);
    return known && value.length <= 300 ? value : undefined;
  };
  return { meaning, takes: "a status as success, or a beginning as error:*", parse };
}

/** Types of events, separated by commas. */
export function eventTypes(meaning: string): Parameter<ReadonlySet<EventType>> {
  const parse = (value: string) => {
    const types = value.split(",");
    return types.every(isEventType) ? new Set(types) : undefined;
  };
  return { meaning, takes: `some of ${Object.keys(EVENT_TYPES).join(",")}`, parse };
}
