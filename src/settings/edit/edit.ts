// In: a change to what one settings file holds. Out: the file with that change and everything else
// as it was. Commands, the daemon and an editor never lose each other's change.

import path from "node:path";
import { WakehookError } from "../../core/records/errors.ts";
import type { HomePaths } from "../../system/home.ts";
import { isRecord, readJsonFile } from "./json-file.ts";
import { withFileLock } from "./lock.ts";
import { writeVerified } from "./write.ts";

/** How often a change is made anew because an editor, which takes no lock, saved in between. */
const MOST_ROUNDS = 20;

type Entries = Record<string, unknown>[];
type Change = (
  whole: Record<string, unknown>,
) => Record<string, unknown> | Promise<Record<string, unknown>>;

/**
 * Changes the entries of webhooks.json. An entry that `change` hands back as it got it keeps its
 * fields, their order and its place. A missing file counts as one without hooks; a change that
 * changes nothing writes nothing. The lock is held until `change` has answered.
 * @param change may be called again with newer entries; what it throws leaves the file as it is.
 * @throws WakehookError `settings_invalid` where the file is broken (it is not touched),
 * `settings_unwritable`, `locked`.
 */
export async function editHooks(
  paths: HomePaths,
  change: (entries: Entries) => Entries | Promise<Entries>,
): Promise<void> {
  await editFile(paths, paths.hooksFile, async (whole) => ({
    ...whole,
    hooks: await change(entriesOf(whole)),
  }));
}

/**
 * Changes config.json. A missing file counts as an empty one.
 * @param change may be called again with newer content; what it throws leaves the file as it is.
 * @throws WakehookError `settings_invalid` where the file is broken (it is not touched),
 * `settings_unwritable`, `locked`.
 */
export async function editConfig(
  paths: HomePaths,
  change: (config: Record<string, unknown>) => Record<string, unknown>,
): Promise<void> {
  await editFile(paths, paths.configFile, change);
}

async function editFile(paths: HomePaths, file: string, change: Change): Promise<void> {
  await withFileLock(paths.settingsLock, async () => {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (await tryEdit(file, change)) return;
    }
    throw new WakehookError("locked", `${file} was changed by another program again and again`, {
      hint: "close what keeps writing it, then try again",
    });
  });
}

async function tryEdit(file: string, change: Change): Promise<boolean> {
  const read = await readJsonFile(file);
  if (read.kind === "broken") throw broken(read.problem.file, read.problem.message);
  const whole = read.kind === "object" ? read.value : {};
  // As text, since `change` may work on what it was given.
  const before = JSON.stringify(whole);
  const after = await change(whole);
  if (JSON.stringify(after) === before) return true;
  const text = `${JSON.stringify(after, null, 2)}\n`;
  const expected = read.kind === "object" ? read.bytes : null;
  return (await writeVerified(file, text, expected)) === "written";
}

function entriesOf(whole: Record<string, unknown>): Entries {
  const hooks = whole["hooks"] ?? [];
  if (!Array.isArray(hooks)) throw broken("webhooks.json", "hooks must be a list");
  const odd = hooks.findIndex((entry) => !isRecord(entry));
  if (odd !== -1) throw broken("webhooks.json", `entry #${odd + 1} is not an object`);
  return hooks as Entries;
}

function broken(file: string, message: string): WakehookError {
  return new WakehookError("settings_invalid", `${path.basename(file)}: ${message}`, {
    hint: "mend the file by hand first; it was not changed",
  });
}
