import { createHmac, verify, type KeyObject } from "node:crypto";
import type { JwtRule } from "../core/settings/verifier.ts";
import { equalBytes } from "./compare.ts";

/** An algorithm of JWTs (RFC 7518, RFC 8037). */
export type JwtAlgorithm = JwtRule["algorithm"];

/** One row per algorithm. `keyType`: as node:crypto calls it; `oct` stands for a secret. */
export const JWT_ALGORITHMS = {
  HS256: { hash: "sha256", keyType: "oct" },
  HS384: { hash: "sha384", keyType: "oct" },
  HS512: { hash: "sha512", keyType: "oct" },
  RS256: { hash: "sha256", keyType: "rsa" },
  ES256: { hash: "sha256", keyType: "ec" },
  EdDSA: { hash: null, keyType: "ed25519" },
} as const satisfies Record<JwtAlgorithm, { hash: string | null; keyType: string }>;

/** Tells whether a token is signed by this key, which must be of the algorithm's type. */
export function isSignedByKey(
  algorithm: JwtAlgorithm,
  key: KeyObject,
  token: { readonly signed: string; readonly signature: Buffer },
): boolean {
  const { hash, keyType } = JWT_ALGORITHMS[algorithm];
  const content = Buffer.from(token.signed, "ascii");
  if (keyType === "oct")
    return equalBytes(createHmac(hash, key).update(content).digest(), token.signature);
  // RFC 7518, 3.4: the two numbers of an ECDSA signature stand side by side, not in DER.
  const verifyKey = keyType === "ec" ? { key, dsaEncoding: "ieee-p1363" as const } : key;
  return verify(hash, content, verifyKey, token.signature);
}
