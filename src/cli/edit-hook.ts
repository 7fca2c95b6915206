// In: a change to one entry. Out: it is in webhooks.json, or it was refused and nothing was written.

import type { Problem } from "../core/problem.ts";
import { editHooks } from "../settings/edit.ts";
import { HOOKS_NAME } from "../settings/finding.ts";
import { isRecord, readJsonFile } from "../settings/json-file.ts";
import { readSettings } from "../settings/read.ts";
import { WakehookError } from "../core/errors.ts";
import { checkEntry } from "./check-entry.ts";
import type { CommandContext } from "./command.ts";
import { noSuchHook } from "./hook-id.ts";
import { newErrors, refusedChange } from "./problem-lines.ts";

/** An entry of webhooks.json as it is written. */
export type Entry = Record<string, unknown>;

/**
 * Changes one entry, checked before anything is written. Answers with what remains to be said about it.
 * @throws WakehookError `not_found`; `settings_invalid` where the change brings an error or the file is broken.
 */
export async function changeHook(
  context: CommandContext,
  id: string,
  change: (entry: Entry) => Entry,
): Promise<{ readonly entry: Entry; readonly problems: readonly Problem[] }> {
  const { paths, environment } = context;
  const settings = await readSettings(paths, environment);
  const around = { paths, environment, settings };
  const before = await readEntry(context, id);
  const after = change(before);
  const problems = await checkEntry(around, after);
  const wrong = newErrors(await checkEntry(around, before), problems);
  if (wrong.length > 0) throw refusedChange(wrong);
  await editHooks(paths, (entries) => {
    const at = entries.findIndex((entry) => entry["id"] === id);
    const found = entries[at];
    if (found === undefined) throw noSuchHook(id, idsOf(entries));
    // Somebody may have saved in between: the change is made to what is there now.
    return entries.with(at, change(found));
  });
  return { entry: after, problems };
}

/**
 * One entry as it is written.
 * @throws WakehookError `not_found`, `settings_invalid`.
 */
export async function readEntry(context: CommandContext, id: string): Promise<Entry> {
  const entries = await readEntries(context);
  const entry = entries.find((one) => one["id"] === id);
  if (entry === undefined) throw noSuchHook(id, idsOf(entries));
  return entry;
}

/**
 * All entries as they are written; those that are no objects are left out.
 * @throws WakehookError `settings_invalid` where the file cannot be read.
 */
export async function readEntries({ paths }: CommandContext): Promise<Entry[]> {
  const file = await readJsonFile(paths.hooksFile);
  if (file.kind === "missing") return [];
  if (file.kind === "broken")
    throw new WakehookError("settings_invalid", `${HOOKS_NAME} ${file.problem.message}`, {
      hint: `mend it by hand: ${paths.hooksFile}`,
    });
  const hooks = file.value["hooks"];
  return Array.isArray(hooks) ? hooks.filter(isRecord) : [];
}

function idsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ id }) => id).filter((id) => typeof id === "string");
}
