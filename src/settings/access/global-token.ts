// The bearer token of hooks without one of their own: made once, at the first start.

import { fingerprint } from "../../core/secrets/fingerprint.ts";
import type { HomePaths } from "../../system/home.ts";
import { newSecret, type Randomness } from "../../system/randomness.ts";
import { editConfig } from "../edit/edit.ts";
import { isRecord } from "../edit/json-file.ts";

/**
 * Writes a new `webhooks.token` to config.json where there is none. Another process that does the
 * same at the same time is waited for, and its token stays.
 * @returns the new token's fingerprint, the only thing of it that may be printed; null where there
 * was a token already.
 * @throws WakehookError `settings_invalid` where config.json is broken (it is not touched),
 * `settings_unwritable`, `locked`.
 */
export async function ensureGlobalToken(
  paths: HomePaths,
  randomness: Randomness,
): Promise<string | null> {
  let made: string | null = null;
  await editConfig(paths, (config) => {
    const webhooks = isRecord(config["webhooks"]) ? config["webhooks"] : {};
    made = null;
    if (isSet(webhooks["token"]) || isWrong(config["webhooks"])) return config;
    const token = newSecret(randomness);
    made = fingerprint(token);
    return { ...config, webhooks: { ...webhooks, token } };
  });
  return made;
}

function isSet(token: unknown): boolean {
  return token !== undefined && token !== null && token !== "";
}

// A section that is no object is the owner's to mend; nothing is written over it.
function isWrong(section: unknown): boolean {
  return section !== undefined && section !== null && !isRecord(section);
}
