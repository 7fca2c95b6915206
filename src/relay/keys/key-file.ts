// The file keys.json in, the daemons' keys out, and back. Of a key only the SHA-256 of its text stands there.

import * as z from "zod";
import { WakehookError } from "../../core/records/errors.ts";
import { readJsonFile } from "../../settings/edit/json-file.ts";
import { withFileLock } from "../../settings/edit/lock.ts";
import { writeVerified } from "../../settings/edit/write.ts";
import type { RelayPaths } from "../paths.ts";

/** A daemon's name at its relay: a part of its public URLs. */
export const DAEMON_NAME = /^[a-z0-9-]{1,32}$/;
/** Paths of the relay itself. */
const TAKEN_NAMES: ReadonlySet<string> = new Set(["health", "tunnel", "hooks"]);

const instant = z.iso.datetime().transform((text) => Date.parse(text));
const StoredKey = z.strictObject({
  name: z.string().regex(DAEMON_NAME),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  created_at: instant,
  expires_at: instant.nullable(),
  revoked_at: instant.nullable(),
  public_key: z.string().nullable(),
});
const KeyFile = z.strictObject({ keys: z.array(StoredKey) });

/** A key as it is kept. Times: epoch milliseconds. */
export interface DaemonKey {
  readonly name: string;
  /** Of its text, hexadecimal. */
  readonly sha256: string;
  readonly createdAt: number;
  /** null: never. */
  readonly expiresAt: number | null;
  /** null: it is in force. */
  readonly revokedAt: number | null;
  /** The daemon's own public key, as it was seen first with this key; null: it never was here. */
  readonly publicKey: string | null;
}

/** Tells whether a daemon may be called so. */
export function isDaemonName(name: string): boolean {
  return DAEMON_NAME.test(name) && !TAKEN_NAMES.has(name);
}

/** Tells whether a key opens anything now. */
export function isInForce({ revokedAt, expiresAt }: DaemonKey, now: number): boolean {
  return revokedAt === null && (expiresAt === null || now < expiresAt);
}

/**
 * Reads the keys; a missing file holds none.
 * @throws WakehookError `settings_invalid` where the file is not as wakehook wrote it.
 */
export async function readKeyFile(file: string): Promise<DaemonKey[]> {
  const read = await readJsonFile(file);
  if (read.kind === "missing") return [];
  const parsed = read.kind === "object" ? KeyFile.safeParse(read.value) : null;
  if (parsed?.success !== true) {
    const why = read.kind === "broken" ? read.problem.message : "is not as wakehook wrote it";
    throw new WakehookError("settings_invalid", `${file} ${why}`, {
      hint: "mend it, or move it away: every daemon then needs a new key (wakehook relay key add)",
    });
  }
  return parsed.data.keys.map((key) => ({
    name: key.name,
    sha256: key.sha256,
    createdAt: key.created_at,
    expiresAt: key.expires_at,
    revokedAt: key.revoked_at,
    publicKey: key.public_key,
  }));
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
