// In: how the owner would change a hook (a file, or fields). Out: that hook as it would be loaded; nothing is written.

import { WakehookError } from "../../core/records/errors.ts";
import type { HookId } from "../../core/records/ids.ts";
import {
  NO_SECRETS,
  type LoadedHook,
  type SettingsSnapshot,
} from "../../core/settings/settings.ts";
import { conditionsOf } from "../../settings/load/condition.ts";
import { parseHookEntry } from "../../settings/load/hook-entry.ts";
import { isRecord, readJsonFile } from "../../settings/edit/json-file.ts";
import { printableHook } from "../../settings/check/printable.ts";
import type { CommandContext } from "../command.ts";
import type { Input } from "../input.ts";
import { checkEntry } from "../../settings/check/check-entry.ts";
import { readEntry, type Entry } from "../../settings/edit/edit-hook.ts";
import { parseFieldChange, withChanges } from "../settings/field-change.ts";
import { errorsOf, problemWords } from "../../settings/edit/refused-change.ts";

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
  const problems = await checkEntry({ ...context, settings }, entry);
  const { hook } = parseHookEntry(entry, 0);
  const errors = errorsOf(problems);
  if (errors.length > 0 || hook === null)
    throw new WakehookError("settings_invalid", errors.map(problemWords).join("\n"), {
      hint: "the edited hook would not be taken; nothing was tried",
    });
  const printable = printableHook(hook);
  const conditions = await conditionsOf(printable, undefined);
  return { id, state: "valid", hook: printable, secrets: NO_SECRETS, ...conditions, problems };
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
