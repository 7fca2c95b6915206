// In: how the owner would change a hook (a file, or fields). Out: that hook as it would be loaded; nothing is written.

import { WakehookError } from "../../core/records/errors.ts";
import type { HookId } from "../../core/records/ids.ts";
import type { LoadedHook, SettingsSnapshot } from "../../core/settings/settings.ts";
import { isRecord, readJsonFile } from "../../settings/edit/json-file.ts";
import { editedHook } from "../../settings/edit/edited-hook.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { readEntry, type Entry } from "../../settings/edit/edit-hook.ts";
import { parseFieldChange, withChanges } from "../settings/field-change.ts";

/**
 * The hook with the changes of `--file` and `--set`; null where none was given.
 * @throws WakehookError `usage`, `not_found`; `settings_invalid` with all that is wrong.
 */
export async function readEditedHook(
  context: CommandContext,
  input: Input,
  { id, settings }: { readonly id: HookId; readonly settings: SettingsSnapshot },
): Promise<LoadedHook | null> {
  const file = input.text("file");
  const changes = input.list("set").map(parseFieldChange);
  if (file === undefined && changes.length === 0) return null;
  const written = file === undefined ? await readEntry(context, id) : await entryOfFile(file, id);
  const entry = withChanges(written, changes);
  return editedHook({ ...context, settings }, entry);
}

/** One entry, or a whole webhooks.json that has it. */
async function entryOfFile(file: string, id: HookId): Promise<Entry> {
  const read = await readJsonFile(file);
  if (read.kind === "missing") throw new WakehookError("not_found", `there is no file ${file}`);
  if (read.kind === "broken")
    throw new WakehookError("settings_invalid", `${file} ${read.problem.message}`);
  const { hooks } = read.value;
  if (hooks === undefined) {
    const entry: Entry = { id, ...read.value };
    if (entry["id"] === id) return entry;
    throw new WakehookError("usage", `${file} is the entry of another hook than ${id}`);
  }
  const entry = Array.isArray(hooks)
    ? hooks.find((one): one is Entry => isRecord(one) && one["id"] === id)
    : undefined;
  if (entry !== undefined) return entry;
  throw new WakehookError("not_found", `${file} has no hook "${id}"`);
}
