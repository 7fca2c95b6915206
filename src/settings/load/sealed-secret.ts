// A secret as it stands in config.json: sealed with AES-256-GCM, so that a copy of the file alone gives nothing away.
// What is sealed for one subscription opens for no other.

import { createCipheriv, createDecipheriv, createHash } from "node:crypto";
import type { Randomness } from "../../system/randomness.ts";

/** A key that seals. */
export interface SealKey {
  /** Tells keys apart; says nothing about the key. */
  readonly id: string;
  readonly bytes: Uint8Array;
}

const PREFIX = "sealed:v1:";
const SEALED = /^sealed:v1:([0-9a-f]{16}):([A-Za-z0-9_-]{38,})$/;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** The key of a key's text. */
export function sealKeyOf(text: string): SealKey {
  const bytes = createHash("sha256").update(text, "utf8").digest();
  const id = createHash("sha256").update("wakehook seal key id").update(bytes).digest("hex");
  return { id: id.slice(0, 16), bytes };
}

/** Tells whether a written secret is sealed. */
export function isSealed(written: string): boolean {
  return written.startsWith(PREFIX);
}

/** Seals a secret for one owner, as `subscription ci secret`. */
export function sealSecret(
  secret: string,
  { key, owner }: { readonly key: SealKey; readonly owner: string },
  randomness: Pick<Randomness, "bytes">,
): string {
  const nonce = randomness.bytes(NONCE_BYTES);
  const cipher = createCipheriv("aes-256-gcm", key.bytes, nonce);
  cipher.setAAD(Buffer.from(owner));
  const sealed = Buffer.concat([cipher.update(secret, "utf8"), cipher.final()]);
  const whole = Buffer.concat([nonce, cipher.getAuthTag(), sealed]);
  return `${PREFIX}${key.id}:${whole.toString("base64url")}`;
}

/** Opens a sealed secret; null where none of the keys does, it was altered, or it is another owner's. */
export function openSecret(
  written: string,
  { keys, owner }: { readonly keys: readonly SealKey[]; readonly owner: string },
): string | null {
  const [, id, text = ""] = SEALED.exec(written) ?? [];
  const key = keys.find((one) => one.id === id);
  if (key === undefined) return null;
  const whole = Buffer.from(text, "base64url");
  const decipher = createDecipheriv("aes-256-gcm", key.bytes, whole.subarray(0, NONCE_BYTES), {
    authTagLength: TAG_BYTES,
  });
  decipher.setAAD(Buffer.from(owner));
  decipher.setAuthTag(whole.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
  try {
    const sealed = whole.subarray(NONCE_BYTES + TAG_BYTES);
    return Buffer.concat([decipher.update(sealed), decipher.final()]).toString("utf8");
  } catch {
    return null;
  }
}
