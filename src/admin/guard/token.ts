// The file admin.token: what the owner's commands prove themselves with.

import type { Randomness } from "../../system/randomness.ts";
import { ensureSecretFile, readSecretFile } from "../../system/secret-file.ts";

const WHAT = "admin token";

/**
 * The admin token; made where there is none yet. Two processes at once get the same one.
 * @throws WakehookError `permissions_too_wide`, `home_unusable`
 */
export function ensureAdminToken(file: string, randomness: Randomness): Promise<string> {
  return ensureSecretFile({ file, what: WHAT }, randomness);
}

/**
 * The admin token as it stands in its file.
 * @throws WakehookError `not_found` where no daemon ever made one; `permissions_too_wide`; `home_unusable`
 */
export function readAdminToken(file: string): Promise<string> {
  return readSecretFile({ file, what: WHAT });
}
