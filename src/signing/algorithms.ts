// The closed list of algorithms, and which kinds of keys each takes.

import type { VerifierDescription } from "../core/settings/verifier.ts";

/** An algorithm of core/settings/verifier.ts. */
export type Algorithm = NonNullable<VerifierDescription["algorithm"]>;

/** One row per algorithm. `hash`: as node:crypto calls it; null where the scheme hashes by itself. `digestBytes`: the exact length of a digest. */
export const ALGORITHMS = {
  sha1: { family: "digest", hash: "sha1", digestBytes: 20 },
  sha256: { family: "digest", hash: "sha256", digestBytes: 32 },
  sha512: { family: "digest", hash: "sha512", digestBytes: 64 },
  ed25519: { family: "public_key", hash: null, keyType: "ed25519" },
  "ecdsa-p256-sha256": { family: "public_key", hash: "sha256", keyType: "ec" },
  "rsa-sha1": { family: "public_key", hash: "sha1", keyType: "rsa" },
  "rsa-sha256": { family: "public_key", hash: "sha256", keyType: "rsa" },
} as const satisfies Record<
  Algorithm,
  | { family: "digest"; hash: string; digestBytes: number }
  | { family: "public_key"; hash: string | null; keyType: string }
>;

/** An algorithm of HMAC and plain hashes. */
export type DigestAlgorithm = "sha1" | "sha256" | "sha512";
/** An algorithm of public keys. */
export type PublicKeyAlgorithm = Exclude<Algorithm, DigestAlgorithm>;

/** Tells the two families apart. */
export function isDigest(algorithm: Algorithm): algorithm is DigestAlgorithm {
  return ALGORITHMS[algorithm].family === "digest";
}
