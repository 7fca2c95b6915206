// The file api-tokens.json in, its tokens out, and back. Of a token only the SHA-256 of its text stands there.

import { toError, WakehookError } from "../../core/records/errors.ts";
import { isScope } from "../../core/wire/admin-scopes.ts";
import type { ApiToken } from "../../core/ports/api-tokens-port.ts";
import { isRecord, readJsonFile } from "../edit/json-file.ts";
import { writeVerified } from "../edit/write.ts";

/** A token as it is kept. */
export interface StoredToken extends ApiToken {
  /** The SHA-256 of its text, hexadecimal. */
  readonly sha256: string;
}

const SHA256 = /^[0-9a-f]{64}$/;

/**
 * Reads the tokens; a missing file holds none.
 * @throws WakehookError `settings_invalid` where the file is not as wakehook wrote it.
 */
export async function readTokenFile(file: string): Promise<StoredToken[]> {
  const read = await readJsonFile(file);
  if (read.kind === "missing") return [];
  if (read.kind === "broken") throw broken(file, read.problem.message);
  const { tokens } = read.value;
  if (!Array.isArray(tokens)) throw broken(file, "has no list of tokens");
  return tokens.map((entry, at) => {
    const token = isRecord(entry) ? tokenOf(entry) : null;
    if (token === null) throw broken(file, `has an entry #${at + 1} that is no token`);
    return token;
  });
}

/** Replaces the file in one step, mode 0600. @throws WakehookError `settings_unwritable`. */
export async function writeTokenFile(file: string, tokens: readonly StoredToken[]): Promise<void> {
  const wire = tokens.map(({ id, name, sha256, scopes, createdAt, expiresAt, lastUsedAt }) => ({
    id,
    name,
    sha256,
    scopes,
    created_at: textOf(createdAt),
    expires_at: textOf(expiresAt),
    last_used_at: textOf(lastUsedAt),
  }));
  try {
    await writeVerified(file, `${JSON.stringify({ tokens: wire }, null, 2)}\n`);
  } catch (thrown) {
    if (thrown instanceof WakehookError) throw thrown;
    const message = `${file} was not changed: ${toError(thrown).message}`;
    throw new WakehookError("settings_unwritable", message, { cause: thrown });
  }
}

/** A scope that this version does not know is left out: an older one must not give a token more. */
function tokenOf(entry: Readonly<Record<string, unknown>>): StoredToken | null {
  const { id, name, sha256, scopes } = entry;
  const createdAt = instantOf(entry["created_at"]);
  const expiresAt = instantOf(entry["expires_at"]);
  const lastUsedAt = instantOf(entry["last_used_at"]);
  if (typeof id !== "string" || typeof name !== "string" || !Array.isArray(scopes)) return null;
  if (typeof sha256 !== "string" || !SHA256.test(sha256)) return null;
  if (createdAt === undefined || createdAt === null) return null;
  if (expiresAt === undefined || lastUsedAt === undefined) return null;
  return { id, name, sha256, scopes: scopes.filter(isScope), createdAt, expiresAt, lastUsedAt };
}

/** undefined: no instant. A time that cannot be read must not make a token that never expires. */
function instantOf(written: unknown): number | null | undefined {
  if (written === null) return null;
  const at = typeof written === "string" ? Date.parse(written) : Number.NaN;
  return Number.isNaN(at) ? undefined : at;
}

function textOf(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}

function broken(file: string, message: string): WakehookError {
  return new WakehookError("settings_invalid", `${file} ${message}`, {
    hint: "mend it, or move it away (its tokens are then gone) and start wakehook anew",
  });
}
