// The signature of an OpenPR envelope: `sha256=<hex of HMAC-SHA256>` over its text without the signature.

import { createHmac } from "node:crypto";
import { equalSecrets } from "./compare.ts";

/** Signs a text. */
export function signEnvelope(unsigned: string, secret: string): string {
  return `sha256=${createHmac("sha256", secret).update(unsigned).digest("hex")}`;
}

/** Tells whether a signature is that of the text; without a secret or a signature none is. */
export function isEnvelopeSigned(
  unsigned: string,
  signature: string | null | undefined,
  secret: string,
): boolean {
  if (secret === "" || signature === null || signature === undefined) return false;
  return equalSecrets(signature, signEnvelope(unsigned, secret));
}
