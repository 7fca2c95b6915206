// In: one entry of webhooks.json as it was written. Out: the hook, or what is wrong with it. Entries
// are looked at alone: nothing that one says touches another.

import { HOOK_FIELDS, Hook, IGNORED_HOOK_FIELDS } from "../core/hook.ts";
import { isHookId, type HookId } from "../core/ids.ts";
import type { Problem } from "../core/problem.ts";
import { withoutAbsent } from "./absent-fields.ts";
import { finding, HOOKS_NAME } from "./finding.ts";
import { problemsOf } from "./issue-words.ts";
import { isRecord } from "./json-file.ts";

/** One entry as read. `id` is null where none can be made out; `hook` where the entry has an error. */
export interface HookEntry {
  /** The hook's id, or `#3`: how problems name the entry. */
  readonly label: string;
  readonly id: HookId | null;
  /** Secret fields as they were written. Never handed on as it is. */
  readonly hook: Hook | null;
  /** As written, without what says nothing. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

/** Reads the entry at a position (counted from 0). */
export function parseHookEntry(raw: unknown, position: number): HookEntry {
  const nameless = { label: `#${position + 1}`, id: null, hook: null, fields: {} };
  if (!isRecord(raw)) {
    const place = { file: HOOKS_NAME, entry: nameless.label };
    const message = "must be an object: { ... }";
    return { ...nameless, problems: [finding("error", place, { message })] };
  }
  const written = Object.hasOwn(raw, "id") ? raw["id"] : undefined;
  const id = typeof written === "string" && isHookId(written) ? written : null;
  const label = id ?? nameless.label;
  const fields = withoutAbsent(withoutTelemetry(raw), HOOK_FIELDS);
  const parsed = Hook.safeParse(fields);
  if (parsed.success) return { label, id, hook: parsed.data, fields, problems: [] };
  const checked = { place: { file: HOOKS_NAME, entry: label }, shape: HOOK_FIELDS, raw: fields };
  return { label, id, hook: null, fields, problems: problemsOf(checked, parsed.error.issues) };
}

function withoutTelemetry(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const ignored: readonly string[] = IGNORED_HOOK_FIELDS;
  return Object.fromEntries(Object.entries(raw).filter(([name]) => !ignored.includes(name)));
}
