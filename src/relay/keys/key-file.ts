// The file keys.json in, the daemons' keys out, and back. Of a key only the SHA-256 of its text stands there.

import { WakehookError } from "../../core/records/errors.ts";
import { DaemonKeyFile, type DaemonKey } from "../../core/tunnel/daemon-key.ts";
import { readJsonFile } from "../../settings/edit/json-file.ts";
import { withFileLock } from "../../settings/edit/lock.ts";
import { writeVerified } from "../../settings/edit/write.ts";
import type { RelayPaths } from "../paths.ts";

/**
 * Reads the keys; a missing file holds none.
 * @throws WakehookError `settings_invalid` where the file is not as wakehook wrote it.
 */
export async function readKeyFile(file: string): Promise<DaemonKey[]> {
  const read = await readJsonFile(file);
  if (read.kind === "missing") return [];
  const parsed = read.kind === "object" ? DaemonKeyFile.safeParse(read.value) : null;
  if (parsed?.success !== true) {
    const why = read.kind === "broken" ? read.problem.message : "is not as wakehook wrote it";
    throw new WakehookError("settings_invalid", `${file} ${why}`, {
      hint: "mend it, or move it away: every daemon then needs a new key (wakehook relay key add)",
    });
  }
  return parsed.data.keys;
}

/**
 * Changes the keys under the lock that commands and the relay share.
 * @throws what `change` throws; WakehookError `locked`, `settings_invalid`, `settings_unwritable`.
 */
export async function changeKeys(
  { keysFile, keysLock }: Pick<RelayPaths, "keysFile" | "keysLock">,
  change: (keys: readonly DaemonKey[]) => readonly DaemonKey[],
): Promise<void> {
  await withFileLock(keysLock, async () => {
    const after = change(await readKeyFile(keysFile));
    const wire = after.map(({ name, sha256, createdAt, expiresAt, revokedAt, publicKey }) => ({
      name,
      sha256,
      created_at: textOf(createdAt),
      expires_at: textOf(expiresAt),
      revoked_at: textOf(revokedAt),
      public_key: publicKey,
    }));
    await writeVerified(keysFile, `${JSON.stringify({ keys: wire }, null, 2)}\n`);
  });
}

function textOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
