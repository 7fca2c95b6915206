// In: one entry of webhooks.json as it was written. Out: the hook, or the route, or what is wrong with
// it. Entries are looked at alone: nothing that one says touches another.

import { HOOK_FIELDS, Hook, IGNORED_HOOK_FIELDS } from "../../core/settings/hook.ts";
import { isHookId, type HookId } from "../../core/records/ids.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { ENTRY_FIELDS, Route, ROUTE_FIELDS } from "../../core/settings/route.ts";
import { withoutAbsent } from "./absent-fields.ts";
import { finding, HOOKS_NAME, type Place } from "../check/finding.ts";
import { problemsOf } from "../check/issue-words.ts";
import { isRecord } from "../edit/json-file.ts";

/** One entry as read. `id` is null where none can be made out; `hook` and `route` where the entry has an error. */
export interface HookEntry {
  /** The hook's id, or `#3`: how problems name the entry. */
  readonly label: string;
  readonly id: HookId | null;
  /** What it says it is: an entry with `route` is no hook. */
  readonly kind: "hook" | "route";
  /** Secret fields as they were written. Never handed on as it is. */
  readonly hook: Hook | null;
  readonly route: Route | null;
  /** As written, without what says nothing. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** Reads the entry at a position (counted from 0). */
export function parseHookEntry(raw: unknown, position: number): HookEntry {
  const nothing = { kind: "hook" as const, hook: null, route: null, problems: [] };
  const nameless = { ...nothing, label: `#${position + 1}`, id: null, fields: {} };
  if (!isRecord(raw)) {
    const place = { file: HOOKS_NAME, entry: nameless.label };
    const message = "must be an object: { ... }";
    return { ...nameless, problems: [finding("error", place, { message })] };
  }
  const written = Object.hasOwn(raw, "id") ? raw["id"] : undefined;
  const id = typeof written === "string" && isHookId(written) ? written : null;
  const label = id ?? nameless.label;
  const fields = withoutAbsent(withoutTelemetry(raw), ENTRY_FIELDS);
  const place = { file: HOOKS_NAME, entry: label };
  const found = Object.hasOwn(fields, "route")
    ? { kind: "route" as const, ...parseRoute(place, fields) }
    : parseHook(place, fields);
  return { ...nothing, label, id, fields, ...found };
}

function parseHook(place: Place, fields: HookEntry["fields"]) {
  const parsed = Hook.safeParse(fields);
  if (parsed.success) return { hook: parsed.data };
  const checked = { place, shape: HOOK_FIELDS, raw: fields };
  return { problems: problemsOf(checked, parsed.error.issues) };
}

function parseRoute(place: Place, fields: HookEntry["fields"]) {
  const ofHooks = Object.keys(fields).filter(
    (name) => Object.hasOwn(HOOK_FIELDS, name) && !Object.hasOwn(ROUTE_FIELDS, name),
  );
  const others = Object.entries(fields).filter(([name]) => !ofHooks.includes(name));
  const raw: Record<string, unknown> = Object.fromEntries(others);
  const parsed = Route.safeParse(raw);
  const problems = parsed.success
    ? []
    : problemsOf({ place, shape: ROUTE_FIELDS, raw }, parsed.error.issues);
  if (parsed.success && ofHooks.length === 0) return { route: parsed.data };
  return { problems: [...problems, ...ofHooks.map((field) => notOfRoutes(place, field))] };
}

/** The value is not shown: it may be a secret. */
function notOfRoutes(place: Place, field: string): Problem {
  const message = "an entry with route has none: the hooks that it names have their own";
  return finding("error", place, { field, message, hint: "remove it, or remove route" });
}

function withoutTelemetry(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ignored: readonly string[] = IGNORED_HOOK_FIELDS;
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !ignored.includes(name)));
}
