// Which fields of a hook are secrets, and how a single one is written and shown.

import { createHash } from "node:crypto";
import { fingerprint } from "../../core/secrets/fingerprint.ts";
import { HOOK_FIELDS } from "../../core/settings/hook.ts";
import { marksOf } from "../../core/settings/schema-fields.ts";

/** The names of a hook's secret fields. */
export const SECRET_FIELDS: readonly string[] = Object.entries(HOOK_FIELDS)
  .filter(([, schema]) => marksOf(schema).secret)
  .map(([name]) => name);

const HASHED = /^sha256:[0-9a-f]{64}$/;

/** Tells whether a written secret is a place where the secret stands: `file:/path`, `env:NAME`. */
export function isReference(written: string): boolean {
  return written.startsWith("file:") || written.startsWith("env:");
}

/** Tells whether a written token is a hash, from which nobody can get the token back. */
export function isHashed(written: string): boolean {
  return HASHED.test(written);
}

/** What is shown of a written secret: the place where it stands, or its fingerprint. */
export function shownSecret(written: string): string {
  return isReference(written) ? written : fingerprint(written);
}

/** What is stored of a bearer token. */
export function hashToken(token: string): string {
  return `sha256:${createHash("sha256").update(token).digest("hex")}`;
}
