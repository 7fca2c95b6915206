// What a token says must be what the description wants. The token's signature is known to be right by now.

import type { JwtRule } from "../core/settings/verifier.ts";
import { equalBytes, sha256 } from "./compare.ts";
import { decodeStrict } from "./decode.ts";
import { fail, type VerificationFailure } from "./verification.ts";

/** What the claims are held against. */
export interface ClaimFacts {
  readonly rule: JwtRule;
  /** Claims that stand in the secret. */
  readonly fromSecret: Readonly<Record<string, unknown>>;
  readonly body: Uint8Array;
  readonly nowMs: number;
}

type Claims = Readonly<Record<string, unknown>>;

/** Clocks differ: `exp` and `nbf` are taken with this much grace. */
const LEEWAY_SECONDS = 300;

/** Judges the claims of a token; null: all are right. */
export function checkClaims(claims: Claims, facts: ClaimFacts): VerificationFailure | null {
  const { rule, fromSecret } = facts;
  const { issuer, audience, claims: wanted = {}, claimsFromSecret = [] } = rule;
  const missing = rule.requiredClaims?.find((name) => ownClaim(claims, name) === undefined);
  if (missing !== undefined) return fail("content", `the token says nothing of ${missing}`);
  if (issuer !== undefined && !issuer.some((each) => each === claims["iss"]))
    return wrongClaim("iss");
  if (audience !== undefined && !isFor(claims["aud"], audience)) return wrongClaim("aud");
  for (const [name, value] of Object.entries(wanted))
    if (ownClaim(claims, name) !== value) return wrongClaim(name);
  for (const name of claimsFromSecret) {
    const value = fromSecret[name];
    const isRight = name === "aud" ? isFor(claims["aud"], value) : ownClaim(claims, name) === value;
    if (typeof value !== "string" || !isRight) return wrongClaim(name);
  }
  return checkTimes(claims, facts) ?? checkBody(claims, facts);
}

function isFor(aud: unknown, wanted: unknown): boolean {
  return Array.isArray(aud) ? aud.includes(wanted) : aud === wanted;
}

function ownClaim(claims: Claims, name: string): unknown {
  return Object.hasOwn(claims, name) ? claims[name] : undefined;
}

/** `exp` and `nbf` count wherever they stand; `iat` must not be ahead, and not older than the description says. RFC 7519, 4.1. */
function checkTimes(claims: Claims, { rule, nowMs }: ClaimFacts): VerificationFailure | null {
  const now = Math.floor(nowMs / 1000);
  for (const name of ["exp", "nbf", "iat"] as const) {
    const value = ownClaim(claims, name);
    if (value === undefined) continue;
    if (typeof value !== "number" || !Number.isFinite(value))
      return fail("timestamp", `the token's ${name} is no time`);
  }
  const { exp, nbf, iat } = claims as { exp?: number; nbf?: number; iat?: number };
  if (exp !== undefined && now > exp + LEEWAY_SECONDS)
    return late(`the token expired ${now - exp} s ago`);
  if (nbf !== undefined && now < nbf - LEEWAY_SECONDS)
    return late(`the token counts only in ${nbf - now} s`);
  const { maxAgeSeconds } = rule;
  if (maxAgeSeconds === undefined) {
    const isAhead = iat !== undefined && iat > now + LEEWAY_SECONDS;
    return isAhead ? late("the token was made in the future") : null;
  }
  if (iat === undefined) return fail("timestamp", "the token does not say when it was made (iat)");
  const off = Math.abs(now - iat);
  return off <= maxAgeSeconds ? null : late(`the token was made ${off} s off this machine's clock`);
}

function checkBody(claims: Claims, { rule, body }: ClaimFacts): VerificationFailure | null {
  const { bodyHash } = rule;
  if (bodyHash === undefined) return null;
  const written = ownClaim(claims, bodyHash.claim);
  const seen = typeof written === "string" ? decodeStrict(written, bodyHash.encoding) : null;
  if (seen === null)
    return fail("content", `the token's ${bodyHash.claim} is no hash in ${bodyHash.encoding}`);
  if (equalBytes(seen, sha256(body))) return null;
  return fail("comparison", `the token's ${bodyHash.claim} is not the hash of this body`, {
    mend: "check that nothing on the way rewrites the body",
  });
}

function wrongClaim(name: string): VerificationFailure {
  return fail("content", `the token's ${name} is not the one that the hook wants`, {
    mend: "check that the sender means this hook",
  });
}

function late(reason: string): VerificationFailure {
  return fail("timestamp", reason, {
    mend: "check this machine's clock; an old token that is sent again is refused on purpose",
  });
}
