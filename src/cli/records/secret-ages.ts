// Since when hooks have their secrets, as the daemon has seen it. A secret that it has not seen yet is of no known age.

import type { LedgerReader } from "../../ledger/reading/open-reader.ts";
import { WakehookError } from "../../core/records/errors.ts";
import type { HookId } from "../../core/records/ids.ts";
import { secretMarks, secretsSetAt } from "../../core/secrets/secret-marks.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { HomePaths } from "../../system/home.ts";
import { readSecretFile } from "../../system/secret-file.ts";

/** Reads the key once, for a ledger that is asked then. */
export async function secretAgesOf(
  { markKeyFile }: Pick<HomePaths, "markKeyFile">,
  { hooks }: Pick<SettingsSnapshot, "hooks">,
): Promise<(ledger: Pick<LedgerReader, "secretAges">) => ReadonlyMap<HookId, number>> {
  const key = await readKey(markKeyFile);
  if (key === null) return () => new Map();
  const marks = secretMarks(hooks.values(), key);
  return ({ secretAges }) => secretsSetAt(secretAges.kept(), marks);
}

/** null: no daemon has made one, or it cannot be used; what is wrong with it, the next start says. */
async function readKey(file: string): Promise<Buffer | null> {
  try {
    return Buffer.from(await readSecretFile({ file, what: "key of run marks" }));
  } catch (thrown) {
    if (thrown instanceof WakehookError) return null;
    throw thrown;
  }
}
