// Senders that sign by a certificate which a receiver is meant to fetch. Here the owner gives it: nothing is fetched.

import { X509Certificate, type KeyObject } from "node:crypto";
import { fail, found, type Found } from "../verification.ts";

/** The secret of such a hook: what must be pinned, and the certificate where it is given. */
export interface PinnedSecret {
  readonly pinned: string;
  readonly certificate: string | undefined;
}

const SHORTEST_RSA_BITS = 2048;

/** Reads `{"<name>": "...", "certificate": "-----BEGIN CERTIFICATE-----..."}`, or the pinned text alone. */
export function readPinnedSecret(secret: string, name: string): PinnedSecret | null {
  if (!secret.trimStart().startsWith("{")) return { pinned: secret, certificate: undefined };
  try {
    const value = JSON.parse(secret) as Record<string, unknown>;
    const { [name]: pinned, certificate } = value;
    if (typeof pinned !== "string" || pinned === "") return null;
    if (typeof certificate !== "string") return null;
    return { pinned, certificate };
  } catch {
    return null;
  }
}

/** Why a text cannot be the secret of a hook; null when it can. */
export function pinnedSecretProblem(secret: string, name: string): string | null {
  const read = readPinnedSecret(secret, name);
  const form = `{"${name}": "...", "certificate": "-----BEGIN CERTIFICATE-----..."}`;
  if (read === null) return `the secret is not ${form}`;
  if (read.certificate === undefined)
    return `the secret holds no certificate, and wakehook fetches none: write ${form}`;
  return readCertificate(read.certificate) === null
    ? "the secret's certificate is no X.509 certificate with an RSA key of 2048 bits or more"
    : null;
}

/** The public key of the certificate that the owner gave. */
export function certificateKey(pem: string | undefined, url: string): Found<KeyObject> {
  if (pem === undefined)
    return fail("secret", "the sender's certificate is not given, and wakehook fetches none", {
      expected: "the certificate in the hook's secret",
      seen: "none",
      mend: `check ${url}, download the certificate there, and put it into the hook's secret`,
    });
  const key = readCertificate(pem);
  return key === null ? fail("secret", "the certificate cannot be read") : found(key);
}

function readCertificate(pem: string): KeyObject | null {
  try {
    const { publicKey } = new X509Certificate(pem);
    const { asymmetricKeyType: type, asymmetricKeyDetails: details } = publicKey;
    const isStrong = type === "rsa" && (details?.modulusLength ?? 0) >= SHORTEST_RSA_BITS;
    return isStrong ? publicKey : null;
  } catch {
    return null;
  }
}
