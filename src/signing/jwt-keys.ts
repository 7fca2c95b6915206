// The secret of a hook that takes signed tokens: a text for HMAC, or public keys that the owner gives. Nothing is fetched.

import { createPublicKey, type KeyObject } from "node:crypto";
import type { VerifierDescription } from "../core/settings/verifier.ts";
import { readKeys } from "./keys.ts";
import { JWT_ALGORITHMS, type JwtAlgorithm } from "./jwt-signature.ts";
import { fail, found, type Found } from "./verification.ts";

/** What a secret holds. */
export interface JwtKeys {
  readonly keys: ReadonlyArray<{ readonly kid?: string | undefined; readonly key: KeyObject }>;
  /** Claims that stand beside the keys: `aud`, `email`. */
  readonly claims: Readonly<Record<string, unknown>>;
}

type Json = Readonly<Record<string, unknown>>;
type Rule = Pick<VerifierDescription, "jwt" | "key">;

const KEPT_SECRETS = 256;
const SHORTEST_RSA_BITS = 2048;
const kept = new WeakMap<Rule, Map<string, Found<JwtKeys>>>();

/**
 * Reads a secret as the keys of a description: for HS* the text itself; for the others a JWK, a JWKS
 * (RFC 7517), a PEM, or `{"jwk" or "jwks": ..., <claim>: <value>}`.
 */
export function readJwtKeys(rule: Rule, secret: string): Found<JwtKeys> {
  // Parsing a public key costs more than a verification, so keys are kept.
  const readings = kept.get(rule) ?? new Map<string, Found<JwtKeys>>();
  const known = readings.get(secret);
  if (known !== undefined) return known;
  const reading = parseSecret(rule, secret);
  if (readings.size >= KEPT_SECRETS) readings.clear();
  kept.set(rule, readings.set(secret, reading));
  return reading;
}

function parseSecret(rule: Rule, secret: string): Found<JwtKeys> {
  const { jwt } = rule;
  if (jwt === undefined) return fail("description", "jwt is missing");
  if (JWT_ALGORITHMS[jwt.algorithm].keyType === "oct") return parseText(rule, secret);
  if (secret === "") return wrong("the secret is empty");
  const { keys: written, claims } = splitSecret(secret);
  const keys = written.flatMap((jwk) => toKeys(jwt.algorithm, jwk));
  if (keys.length === 0)
    return wrong(`the secret holds no public key for ${jwt.algorithm}, as a JWK, a JWKS or a PEM`);
  const missing = (jwt.claimsFromSecret ?? []).find((name) => !isText(claims[name]));
  if (missing !== undefined) return wrong(`the secret says nothing of "${missing}"`);
  return found({ keys, claims });
}

function parseText(rule: Rule, secret: string): Found<JwtKeys> {
  const keys = readKeys(rule, [secret]);
  if (!keys.ok) return keys;
  return found({ keys: keys.value.map(({ key }) => ({ key })), claims: {} });
}

function splitSecret(secret: string): { keys: ReadonlyArray<Json | string>; claims: Json } {
  if (secret.startsWith("-----BEGIN")) return { keys: [secret], claims: {} };
  const value = parseObject(secret);
  if (value === null) return { keys: [], claims: {} };
  if (value["kty"] !== undefined) return { keys: [value], claims: {} };
  if (value["keys"] !== undefined) return { keys: listOf(value), claims: {} };
  const { jwk, jwks, ...claims } = value;
  if (isObject(jwk)) return { keys: [jwk], claims };
  return { keys: isObject(jwks) ? listOf(jwks) : [], claims };
}

function listOf(jwks: Json): Json[] {
  const keys = jwks["keys"];
  return Array.isArray(keys) ? keys.filter(isObject) : [];
}

function toKeys(algorithm: JwtAlgorithm, written: Json | string): JwtKeys["keys"] {
  const key = toKey(algorithm, written);
  if (key === null) return [];
  const kid = typeof written === "object" ? written["kid"] : undefined;
  return [{ key, kid: isText(kid) ? kid : undefined }];
}

function toKey(algorithm: JwtAlgorithm, written: Json | string): KeyObject | null {
  if (typeof written === "object" && !isUsable(algorithm, written)) return null;
  try {
    const key =
      typeof written === "string"
        ? createPublicKey({ key: written, format: "pem" })
        : createPublicKey({ key: written, format: "jwk" });
    return fits(algorithm, key) ? key : null;
  } catch {
    return null;
  }
}

/** A JWK may say what it is for, and (Plaid's) that it has expired. */
function isUsable(algorithm: JwtAlgorithm, jwk: Json): boolean {
  const { alg = algorithm, use = "sig", expired_at: expiredAt = null } = jwk;
  return alg === algorithm && use === "sig" && expiredAt === null;
}

function fits(algorithm: JwtAlgorithm, key: KeyObject): boolean {
  const { keyType } = JWT_ALGORITHMS[algorithm];
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key;
  if (type !== keyType) return false;
  if (keyType === "ec") return details?.namedCurve === "prime256v1";
  return keyType !== "rsa" || (details?.modulusLength ?? 0) >= SHORTEST_RSA_BITS;
}

function parseObject(text: string): Json | null {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function wrong(reason: string): Found<never> {
  return fail("secret", reason, {
    mend: "put the sender's public keys into the hook's secret: wakehook fetches none",
  });
}
