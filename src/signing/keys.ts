// Secrets as their owner wrote them become keys. An empty or unreadable one is no key at all.

import { createPublicKey, createSecretKey, type KeyObject } from "node:crypto";
import type { VerifierDescription } from "../core/settings/verifier.ts";
import { ALGORITHMS, isDigest } from "./algorithms.ts";
import { decodeStrict, type TextEncoding } from "./decode.ts";
import { fail, found, type Found } from "./verification.ts";

/** A key that can be used, and its place in the list it came from. */
export interface VerifierKey {
  readonly index: number;
  readonly key: KeyObject;
}

type KeyRule = Pick<VerifierDescription, "algorithm" | "key">;
type KeyReading = { readonly key: KeyObject } | { readonly problem: string };

/** Most keys that are kept for one description. */
const KEPT_KEYS = 256;
const SHORTEST_RSA_BITS = 2048;
const ED25519_KEY_BYTES = 32;
const kept = new WeakMap<KeyRule, Map<string, KeyReading>>();

/** Reads every secret that can be read; a failure when none can, which says why the first cannot. */
export function readKeys(rule: KeyRule, secrets: readonly string[]): Found<VerifierKey[]> {
  const readings = secrets.map((secret) => readKey(rule, secret));
  const keys = readings.flatMap((reading, index) =>
    "key" in reading ? [{ index, key: reading.key }] : [],
  );
  if (keys.length > 0) return found(keys);
  const first = readings[0];
  if (first === undefined || !("problem" in first))
    return fail("secret", "no secret is set", { mend: "set the hook's secret" });
  return fail("secret", first.problem, { mend: "set the secret exactly as the sender shows it" });
}

/** Why a secret cannot be a key of this description; null when it can. For `hook check`. */
export function keyProblem(rule: KeyRule, secret: string): string | null {
  const reading = readKey(rule, secret);
  return "problem" in reading ? reading.problem : null;
}

function readKey(rule: KeyRule, secret: string): KeyReading {
  // Parsing a public key costs more than a verification, so keys are kept.
  const readings = kept.get(rule) ?? new Map<string, KeyReading>();
  const known = readings.get(secret);
  if (known !== undefined) return known;
  const reading = parseKey(rule, secret);
  if (readings.size >= KEPT_KEYS) readings.clear();
  kept.set(rule, readings.set(secret, reading));
  return reading;
}

function parseKey(rule: KeyRule, secret: string): KeyReading {
  if (secret === "") return { problem: "the secret is empty" };
  const rows = KEY_FORMS[rule.key ?? "utf8"];
  const key = rows.read(secret);
  if (key === null) return { problem: `the secret is not ${rows.name}` };
  return checkPublicKey(rule, key) ?? { key };
}

const KEY_FORMS = {
  utf8: { name: "text", read: (text) => toSecretKey(Buffer.from(text, "utf8")) },
  base64: { name: "a key in base64", read: (text) => toSecretKey(decodeStrict(text, "base64")) },
  hex: { name: "a key in hex", read: (text) => toSecretKey(decodeStrict(text, "hex")) },
  whsec: {
    name: "whsec_ and a key in base64",
    read: (text) => toSecretKey(decodeStrict(text.replace(/^(?:v1,)?(?:whsec_)?/, ""), "base64")),
  },
  whpk: {
    name: "whpk_ and an Ed25519 public key in base64",
    read: (text) => toEd25519(text.replace(/^(?:v1a,)?(?:whpk_)?/, ""), "base64"),
  },
  "ed25519-hex": {
    name: "an Ed25519 public key in hex",
    read: (text) => toEd25519(text, "hex"),
  },
  "ed25519-base64": {
    name: "an Ed25519 public key in base64",
    read: (text) => toEd25519(text, "base64"),
  },
  "spki-base64": {
    name: "a public key (SPKI) in base64",
    read: (text) => toPublicKey(decodeStrict(text, "base64")),
  },
  pem: { name: "a public key in PEM", read: (text) => toPublicKey(text) },
} as const satisfies Record<
  NonNullable<KeyRule["key"]>,
  { name: string; read: (text: string) => KeyObject | null }
>;

function toSecretKey(bytes: Buffer | null): KeyObject | null {
  return bytes === null ? null : createSecretKey(bytes);
}

function toEd25519(text: string, encoding: TextEncoding): KeyObject | null {
  const bytes = decodeStrict(text, encoding);
  if (bytes?.byteLength !== ED25519_KEY_BYTES) return null;
  const x = bytes.toString("base64url");
  return createPublicKey({ key: { kty: "OKP", crv: "Ed25519", x }, format: "jwk" });
}

function toPublicKey(key: Buffer | string | null): KeyObject | null {
  if (key === null) return null;
  try {
    if (typeof key === "string") return createPublicKey({ key, format: "pem" });
    return createPublicKey({ key, format: "der", type: "spki" });
  } catch {
    return null;
  }
}

function checkPublicKey({ algorithm }: KeyRule, key: KeyObject): KeyReading | null {
  if (algorithm === undefined || isDigest(algorithm)) return null;
  const { keyType } = ALGORITHMS[algorithm];
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== keyType) return { problem: `the key is of type ${type}, not ${keyType}` };
  if (keyType === "ec" && details?.namedCurve !== "prime256v1")
    return { problem: "the key is not on the curve P-256" };
  if (keyType === "rsa" && (details?.modulusLength ?? 0) < SHORTEST_RSA_BITS)
    return { problem: `the RSA key is shorter than ${SHORTEST_RSA_BITS} bits` };
  return null;
}
