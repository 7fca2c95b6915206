// Fresh key pairs of every kind that a description names: the private key in PEM, the public one as its owner would write it.

import { generateKeyPairSync, type KeyObject } from "node:crypto";
import type { VerifierDescription } from "../../src/core/settings/verifier.ts";

/** A private key in PEM, and the public key in the form of a description. */
export interface KeyTexts {
  readonly privatePem: string;
  readonly publicText: string;
}

/** Makes a pair for a description of kind `public_key`. */
export function makeKeyTexts({ algorithm, key }: VerifierDescription): KeyTexts {
  const { publicKey, privateKey } = makePair(algorithm);
  return {
    privatePem: privateKey.export({ type: "pkcs8", format: "pem" }).toString(),
    publicText: writePublicKey(publicKey, key),
  };
}

function makePair(algorithm: VerifierDescription["algorithm"]) {
  if (algorithm === "ed25519") return generateKeyPairSync("ed25519");
  if (algorithm === "ecdsa-p256-sha256") return generateKeyPairSync("ec", { namedCurve: "P-256" });
  return generateKeyPairSync("rsa", { modulusLength: 2048 });
}

/** Writes a public key as a description's `key` says. */
export function writePublicKey(publicKey: KeyObject, form: VerifierDescription["key"]): string {
  if (form === "pem") return publicKey.export({ type: "spki", format: "pem" }).toString();
  if (form === "spki-base64")
    return publicKey.export({ type: "spki", format: "der" }).toString("base64");
  const raw = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
  if (form === "whpk") return `whpk_${raw.toString("base64")}`;
  return raw.toString(form === "ed25519-hex" ? "hex" : "base64");
}
