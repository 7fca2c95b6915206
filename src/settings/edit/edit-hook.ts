// In: a change to one entry. Out: it is in webhooks.json, or it was refused and nothing was written.

import type { Problem } from "../../core/settings/problem.ts";
import { editHooks } from "./edit.ts";
import { HOOKS_NAME } from "../check/finding.ts";
import { isRecord, readJsonFile } from "./json-file.ts";
import { readSettings } from "../read.ts";
import { WakehookError } from "../../core/records/errors.ts";
import { checkEntry } from "../check/check-entry.ts";
import type { Environment } from "../../system/environment.ts";
import type { HomePaths } from "../../system/home.ts";
import { noSuchHook } from "./hook-id.ts";
import { newErrors, refusedChange } from "./refused-change.ts";
import { refuseFingerprints } from "./refuse-fingerprints.ts";

/** An entry of webhooks.json as it is written. */
export type Entry = Record<string, unknown>;

/**
 * Changes one entry. It is checked under the lock that it is written under, as it is there: somebody
 * may have saved in between. Answers with what remains to be said about it.
 * @throws WakehookError `not_found`; `refused` where several entries have the id; `settings_invalid`
 * where the change brings an error or the file is broken; `usage` for a fingerprint.
 */
export async function changeHook(
  { paths, environment }: { readonly paths: HomePaths; readonly environment: Environment },
  id: string,
  change: (entry: Entry) => Entry,
): Promise<{ readonly entry: Entry; readonly problems: readonly Problem[] }> {
  let made: { entry: Entry; problems: readonly Problem[] } = { entry: {}, problems: [] };
  await editHooks(paths, async (entries) => {
    const at = placeOf(entries, id);
    const before = entries[at] ?? {};
    const entry = change(before);
    refuseFingerprints(changedFields(before, entry));
    const around = { paths, environment, settings: await readSettings(paths, environment) };
    const problems = await checkEntry(around, entry);
    const wrong = newErrors(await checkEntry(around, before), problems);
    if (wrong.length > 0) throw refusedChange(wrong);
    made = { entry, problems };
    return entries.with(at, entry);
  });
  return made;
}

/** What stands in the file already is its owner's: only what is new is looked at. */
function changedFields(before: Entry, after: Entry): Entry {
  const isNew = ([name, value]: [string, unknown]): boolean =>
    JSON.stringify(value) !== JSON.stringify(before[name]);
  return Object.fromEntries(Object.entries(after).filter(isNew));
}

/**
 * The position of the one entry with this id.
 * @throws WakehookError `not_found`; `refused` where several have it: nobody but the owner knows which is meant.
 */
export function placeOf(entries: readonly Entry[], id: string): number {
  const places = [...entries.keys()].filter((at) => entries[at]?.["id"] === id);
  const [place, ...twins] = places;
  if (place === undefined) throw noSuchHook(id, idsOf(entries));
  if (twins.length === 0) return place;
  const names = places.map((at) => `#${at + 1}`).join(" and ");
  throw new WakehookError("refused", `entries ${names} of ${HOOKS_NAME} have the id "${id}"`, {
    hint: `only #${place + 1} is used; give the other another id or take it out by hand, nothing was changed`,
  });
}

/**
 * One entry as it is written; of several with the same id the first, which is the one that is used.
 * @throws WakehookError `not_found`, `settings_invalid`.
 */
export async function readEntry(
  context: { readonly paths: HomePaths },
  id: string,
): Promise<Entry> {
  const entries = await readEntries(context);
  const entry = entries.find((one) => one["id"] === id);
  if (entry === undefined) throw noSuchHook(id, idsOf(entries));
  return entry;
}

/**
 * All entries as they are written, in their places; one that is no object counts as an empty one.
 * @throws WakehookError `settings_invalid` where the file cannot be read.
 */
export async function readEntries({ paths }: { readonly paths: HomePaths }): Promise<Entry[]> {
  const file = await readJsonFile(paths.hooksFile);
  if (file.kind === "missing") return [];
  if (file.kind === "broken")
    throw new WakehookError("settings_invalid", `${HOOKS_NAME} ${file.problem.message}`, {
      hint: `mend it by hand: ${paths.hooksFile}`,
    });
  const hooks = file.value["hooks"];
  return Array.isArray(hooks) ? hooks.map((entry) => (isRecord(entry) ? entry : {})) : [];
}

function idsOf(entries: readonly Entry[]): string[] {
  return entries.map(({ id }) => id).filter((id) => typeof id === "string");
}
