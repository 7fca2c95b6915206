// In: an object and a dotted path: `webhooks.port`, `targets.0.name`. Own properties only.

import { WakehookError } from "../records/errors.ts";

type Json = Record<string, unknown>;

/** The keys of a dotted path. @throws WakehookError `usage` where a part is empty or no name of a setting. */
export function splitPath(path: string): string[] {
  const keys = path.split(".");
  const odd = keys.find((key) => !/^[A-Za-z0-9_$-]{1,100}$/.test(key) || key === "__proto__");
  if (odd === undefined) return keys;
  throw new WakehookError("usage", `"${path}" is no path of a setting`, {
    hint: "names joined by dots: webhooks.port",
  });
}

/** The value at a path, or undefined where the path leads nowhere. */
export function getPath(value: unknown, keys: readonly string[]): unknown {
  let at = value;
  for (const key of keys) {
    if (typeof at !== "object" || at === null || !Object.hasOwn(at, key)) return undefined;
    at = (at as Json)[key];
  }
  return at;
}

/** A copy with a value at a path; `undefined` removes it. Objects on the way are made. */
export function withPath(whole: Json, keys: readonly string[], value: unknown): Json {
  return setIn(whole, keys, value) as Json;
}

function setIn(at: unknown, keys: readonly string[], value: unknown): unknown {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (Array.isArray(at)) {
    const list: unknown[] = [...(at as unknown[])];
    const index = Number(key);
    if (!/^\d{1,6}$/.test(key) || index > list.length)
      throw new WakehookError("usage", `"${key}" is no place in a list of ${list.length}`);
    const next = setIn(list[index], rest, value);
    if (next === undefined) list.splice(index, 1);
    else list[index] = next;
    return list;
  }
  const object = typeof at === "object" && at !== null ? (at as Json) : {};
  const next = setIn(Object.hasOwn(object, key) ? object[key] : undefined, rest, value);
  if (next !== undefined) return { ...object, [key]: next };
  const { [key]: _, ...others } = object;
  return others;
}

/** A setting that differs between two objects; `left`: it has no place in the second. */
export interface ChangedLeaf {
  readonly path: string;
  readonly left: boolean;
}

/** The settings, objects taken apart and lists not, that differ between two objects. */
export function changedLeaves(before: Json, after: Json): ChangedLeaf[] {
  const [old, now] = [leavesOf(before, ""), leavesOf(after, "")];
  const paths = [...new Set([...old.keys(), ...now.keys()])];
  return paths
    .filter((path) => old.get(path) !== now.get(path))
    .map((path) => ({ path, left: !now.has(path) }));
}

/** Each leaf's path and its value as JSON. */
function leavesOf(object: Json, above: string): Map<string, string> {
  return new Map(
    Object.entries(object).flatMap(([key, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Array.from(leavesOf(value as Json, `${above}${key}.`))
        : [[`${above}${key}`, JSON.stringify(value)] as const],
    ),
  );
}
