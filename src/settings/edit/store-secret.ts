// A secret that a sender handed over during pairing becomes the hook's. Never takes the place of one that is there.

import type { HookId } from "../../core/records/ids.ts";
import type { HomePaths } from "../../system/home.ts";
import { editHooks } from "./edit.ts";

/** What became of it. `taken`: the hook has a secret already; `gone`: there is no such hook. */
export type StoredSecret = "stored" | "taken" | "gone";

/**
 * Writes a secret into a hook of webhooks.json that has none.
 * @throws WakehookError `settings_invalid`, `settings_unwritable`, `locked`.
 */
export async function storeSecret(
  paths: HomePaths,
  hookId: HookId,
  secret: string,
): Promise<StoredSecret> {
  let result: StoredSecret = "gone";
  await editHooks(paths, (entries) => {
    const entry = entries.find(({ id }) => id === hookId);
    result = entry === undefined ? "gone" : hasSecret(entry) ? "taken" : "stored";
    if (result !== "stored") return entries;
    return entries.map((each) => (each === entry ? { ...each, secret } : each));
  });
  return result;
}

function hasSecret(entry: Readonly<Record<string, unknown>>): boolean {
  return ["secret", "previous_secret"].some((field) => (entry[field] ?? "") !== "");
}
