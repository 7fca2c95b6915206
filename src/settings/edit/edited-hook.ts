// In: an entry as it would be written. Out: the hook as it would be loaded; nothing is written.

import { WakehookError } from "../../core/records/errors.ts";
import { NO_SECRETS, type LoadedHook } from "../../core/settings/settings.ts";
import { checkEntry, type EntrySurroundings } from "../check/check-entry.ts";
import { printableHook } from "../check/printable.ts";
import { conditionsOf } from "../load/condition.ts";
import { parseHookEntry } from "../load/hook-entry.ts";
import type { Entry } from "./edit-hook.ts";
import { errorsOf, problemWords } from "./refused-change.ts";

/** Loads an entry that nobody has saved; without its secrets. @throws WakehookError `settings_invalid` with all that is wrong. */
export async function editedHook(around: EntrySurroundings, entry: Entry): Promise<LoadedHook> {
  const problems = await checkEntry(around, entry);
  const { hook } = parseHookEntry(entry, 0);
  const errors = errorsOf(problems);
  if (errors.length > 0 || hook === null)
    throw new WakehookError("settings_invalid", errors.map(problemWords).join("\n"), {
      hint: "the edited hook would not be taken; nothing was tried",
      problems: errors,
    });
  const printable = printableHook(hook);
  const conditions = await conditionsOf(printable, undefined);
  const { id } = printable;
  return { id, state: "valid", hook: printable, secrets: NO_SECRETS, ...conditions, problems };
}
