// In: the facts of a delivery. Out: the variables of an expression, in forms that the CEL package takes.

import type { CelInput } from "@bufbuild/cel";
import type { ConditionFacts } from "../core/settings/condition.ts";
import type { HeaderList } from "../core/records/delivery.ts";

/** The names that an expression may use. */
export const VARIABLES = ["payload", "event", "headers", "hook"] as const;

/** The variables of one evaluation. */
export type Variables = Record<(typeof VARIABLES)[number], CelInput>;

/** Puts the variables together. Objects of the payload are handed over as they are, where they can be. */
export function variablesOf({ payload, event, headers, hook }: ConditionFacts): Variables {
  return {
    payload: toInput(payload),
    event,
    headers: headerMap(headers),
    hook: new Map(Object.entries(hook)),
  };
}

/** Repeated headers are joined with ", ", as in HTTP. */
function headerMap(headers: HeaderList): Map<string, string> {
  const map = new Map<string, string>();
  for (const [name, value] of headers) {
    const before = map.get(name);
    map.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return map;
}

/**
 * The package knows a plain object by its `constructor`, which a sender may have sent as a field of
 * its own; such an object becomes a Map, and with it what it stands in.
 */
function toInput(value: unknown): CelInput {
  return (isOdd(value) ? toMaps(value) : value) as CelInput;
}

function isOdd(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (Object.hasOwn(value, "constructor")) return true;
  // Plain loops: this goes through the whole payload, which may have millions of values.
  if (Array.isArray(value)) {
    for (const item of value) if (isOdd(item)) return true;
    return false;
  }
  for (const key in value) if (isOdd((value as Record<string, unknown>)[key])) return true;
  return false;
}

function toMaps(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(toMaps);
  return new Map(Object.entries(value).map(([key, inner]) => [key, toMaps(inner)]));
}
