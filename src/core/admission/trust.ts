// In: a hook's `trust` and a payload. Out: what the run of this author may do, or that it waits for the owner.

import { readPath } from "../events/json-path.ts";
import { PERMISSIONS, type Permission } from "../settings/providers.ts";

/** What `trust` may say about an author. */
export const TRUST_LEVELS = [...(Object.keys(PERMISSIONS) as Permission[]), "hold"] as const;

/** What `trust` says about an author. */
export type TrustLevel = (typeof TRUST_LEVELS)[number];

/** What was found, and by which line. */
export interface TrustVerdict {
  readonly level: TrustLevel;
  readonly reason: string;
}

/** One line of `trust`, read. */
export type TrustLine =
  | { readonly ok: true; readonly path: string; readonly value: string }
  | { readonly ok: true; readonly path: null }
  | { readonly ok: false; readonly message: string };

/** Reads a key of `trust`: `path=value`, `name=value`, or `*` for everybody else. */
export function readTrustKey(key: string): TrustLine {
  if (key === "*") return { ok: true, path: null };
  const at = key.indexOf("=");
  const path = key.slice(0, at).trim();
  const value = key.slice(at + 1).trim();
  if (at < 1 || path === "" || value === "")
    return { ok: false, message: `is no "path=value" and no "*"` };
  return { ok: true, path, value };
}

/**
 * What the author of a signed payload may do. Lines are tried in the owner's order, `*` last; who fits none waits
 * for the owner. `names` are the short names of the sender's preset. Values are compared as text, whole and with their case; a list fits where one of its items does.
 */
export function trustOf(
  trust: Readonly<Record<string, string>>,
  payload: unknown,
  names: Readonly<Record<string, readonly string[]>> = {},
): TrustVerdict {
  const lines = Object.entries(trust);
  for (const [key, level] of lines) {
    const line = readTrustKey(key);
    if (!line.ok || line.path === null) continue;
    if (fits(valueAt(payload, line.path, names), line.value)) return verdict(level, key);
  }
  const others = lines.find(([key]) => key === "*");
  if (others !== undefined) return verdict(others[1], "*");
  return { level: "hold", reason: "the author fits no line of trust" };
}

/** Whether one author is trusted as much as another, or more; a hook without `trust` tells nobody apart. */
export function isTrustedNoLess(one: TrustVerdict | null, other: TrustVerdict | null): boolean {
  return rankOf(one) >= rankOf(other);
}

function rankOf(trust: TrustVerdict | null): number {
  return trust === null || trust.level === "hold" ? -1 : RANK[trust.level];
}

function verdict(level: string, key: string): TrustVerdict {
  // A level that is not known was an error at load; it never opens anything.
  const known = TRUST_LEVELS.find((one) => one === level) ?? "hold";
  return { level: known, reason: `trust says ${known} for ${key}` };
}

/**
 * A short name never hides a value of the payload: nobody but the sender writes those at the top. An object is no
 * value: GitHub's `sender` is one, and its short name stands for the login in it.
 */
function valueAt(
  payload: unknown,
  path: string,
  names: Readonly<Record<string, readonly string[]>>,
): unknown {
  const value = readPath(payload, path);
  const isValue = value !== undefined && (typeof value !== "object" || Array.isArray(value));
  if (isValue || !Object.hasOwn(names, path)) return value;
  const found = (names[path] ?? []).map((longName) => readPath(payload, longName));
  return found.find((one) => one !== undefined && one !== null);
}

function fits(found: unknown, value: string): boolean {
  if (Array.isArray(found)) return found.some((item) => fits(item, value));
  if (typeof found === "string") return found === value;
  return (typeof found === "number" || typeof found === "boolean") && String(found) === value;
}

const RANK: Readonly<Record<Permission, number>> = { read_only: 0, edit: 1, full: 2 };

/** The stricter of two permissions; null stands for no limit. */
export function stricter(a: Permission, b: Permission | null): Permission {
  return b !== null && RANK[b] < RANK[a] ? b : a;
}
