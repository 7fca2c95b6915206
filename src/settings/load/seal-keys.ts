// The file with the keys that seal. While they are changed it holds the new and the old one, so that whatever is cut
// off half-way, every secret still opens.

import { WakehookError } from "../../core/records/errors.ts";
import { newSecret, type Randomness } from "../../system/randomness.ts";
import { ensureSecretFile, readSecretFile } from "../../system/secret-file.ts";
import { sealKeyOf, type SealKey } from "./sealed-secret.ts";
import { writeVerified } from "../edit/write.ts";

const WHAT = "key of sealed secrets";

/** The keys, the one that seals first; none where nothing was ever sealed. @throws WakehookError `permissions_too_wide`, `home_unusable`. */
export async function readSealKeys(file: string): Promise<SealKey[]> {
  try {
    return toKeys(await readSecretFile({ file, what: WHAT }));
  } catch (thrown) {
    if (thrown instanceof WakehookError && thrown.code === "not_found") return [];
    throw thrown;
  }
}

/** The same, made where there is none. @throws WakehookError `permissions_too_wide`, `home_unusable`. */
export async function ensureSealKeys(file: string, randomness: Randomness): Promise<SealKey[]> {
  return toKeys(await ensureSecretFile({ file, what: WHAT }, randomness));
}

/**
 * Puts a new key before the old ones, has everything sealed anew with it, and forgets the old ones.
 * @param reseal seals everything with the first of the keys; what it throws leaves all keys in place
 * @throws WakehookError as ensureSealKeys, and `settings_unwritable`.
 */
export async function changeSealKey(
  file: string,
  randomness: Randomness,
  reseal: (keys: readonly SealKey[]) => Promise<void>,
): Promise<void> {
  const before = await ensureSecretFile({ file, what: WHAT }, randomness);
  const made = newSecret(randomness);
  // Only the newest of the old ones: an earlier change that was cut off has left it before the others.
  const all = [made, ...before.split(",")].slice(0, 3).join(",");
  await writeKeys(file, all);
  await reseal(toKeys(all));
  await writeKeys(file, made);
}

function toKeys(text: string): SealKey[] {
  return text.split(",").map(sealKeyOf);
}

async function writeKeys(file: string, text: string): Promise<void> {
  await writeVerified(file, `${text}\n`);
}
