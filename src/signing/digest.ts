import { createHash, createHmac, type KeyObject } from "node:crypto";
import { ALGORITHMS } from "./algorithms.ts";
import type { SignatureDescription } from "./check-description.ts";
import type { Content } from "./content.ts";

/** A description whose signature is a digest that both sides compute. */
export type DigestDescription = Extract<SignatureDescription, { kind: "hmac" | "hash" }>;

/** Tells whether both sides compute the same digest; otherwise the signature is checked with a public key. */
export function isDigestDescription(
  description: SignatureDescription,
): description is DigestDescription {
  return description.kind !== "public_key";
}

/** The right digest of the content. The key is used by HMAC alone: a plain hash has the secret among its content. */
export function computeDigest(
  { kind, algorithm }: DigestDescription,
  key: KeyObject,
  content: Content,
): Buffer {
  const { hash } = ALGORITHMS[algorithm];
  const digest = kind === "hmac" ? createHmac(hash, key) : createHash(hash);
  for (const piece of content) digest.update(piece);
  return digest.digest();
}
