import { createHash } from "node:crypto";

/** Digits of the digest that are shown: enough to tell secrets apart, too few to be one. */
const SHOWN_DIGITS = 12;
const HASHED_SECRET = /^sha256:([0-9a-f]{64})$/;

/**
 * What is shown in the place of a secret: `fingerprint:` and 12 hexadecimal digits of its SHA-256.
 * A secret that is stored as `sha256:<hex>` has the fingerprint of the secret itself.
 */
export function fingerprint(secret: string): string {
  const digest =
    HASHED_SECRET.exec(secret)?.[1] ?? createHash("sha256").update(secret, "utf8").digest("hex");
  return `fingerprint:${digest.slice(0, SHOWN_DIGITS)}`;
}
