// A signed token (JWT, RFC 7519, in the compact form of RFC 7515). In: the description's rules, a request, the secrets. Out: accepted, or why not.
// The algorithm is the owner's word, never the token's: `none` and a public key used as an HMAC secret are refused before any key is touched.

import type { JwtRule, VerifierDescription } from "../core/settings/verifier.ts";
import { checkClaims } from "./jwt-claims.ts";
import { readJwtKeys, type JwtKeys } from "./jwt-keys.ts";
import { isSignedByKey } from "./jwt-signature.ts";
import { decodeStrict } from "./decode.ts";
import { placeOf, type ValueReader } from "./read-value.ts";
import {
  cut,
  fail,
  found,
  type Found,
  type SignedRequest,
  type Verification,
  type VerificationFailure,
} from "./verification.ts";

/** A description of kind `jwt` that makes sense. */
export type JwtDescription = VerifierDescription & {
  readonly kind: "jwt";
  readonly signature: NonNullable<VerifierDescription["signature"]>;
  readonly jwt: JwtRule;
};

/** What a verification looks at. */
export interface JwtCase {
  readonly description: JwtDescription;
  readonly request: SignedRequest;
  readonly reader: ValueReader;
  readonly nowMs: number;
}

interface Token {
  readonly header: Readonly<Record<string, unknown>>;
  readonly claims: Readonly<Record<string, unknown>>;
  /** The bytes that are signed: header and claims as they were sent. */
  readonly signed: string;
  readonly signature: Buffer;
}

/** Longest token, in characters. */
const LONGEST_TOKEN = 16_384;

/** Verifies the token of a request by each secret. Never throws for what a sender sends. */
export function verifyJwt(given: JwtCase, secrets: readonly string[]): Verification {
  const { jwt } = given.description;
  const token = readToken(given);
  if (!token.ok) return token;
  const wrongHeader = checkHeader(token.value.header, jwt);
  if (wrongHeader !== null) return wrongHeader;
  let failure: VerificationFailure | undefined;
  for (const [keyIndex, secret] of secrets.entries()) {
    const keys = readJwtKeys(given.description, secret);
    const refusal = keys.ok ? judge(given, token.value, keys.value) : keys;
    if (refusal === null) return { ok: true, keyIndex };
    failure ??= refusal;
  }
  return failure ?? fail("secret", "no secret is set", { mend: "set the hook's secret" });
}

function judge(given: JwtCase, token: Token, keys: JwtKeys): VerificationFailure | null {
  const { jwt } = given.description;
  const kid = token.header["kid"];
  const fitting = keys.keys.filter(
    (key) => kid === undefined || key.kid === undefined || key.kid === kid,
  );
  if (fitting.length === 0)
    return fail("secret", "the token is signed by a key that the secret does not hold", {
      expected: "one of the keys in the hook's secret",
      seen: typeof kid === "string" ? `the key ${cut(kid)}` : "a key without a name",
      mend: "the sender may have changed its keys: put the current ones into the hook's secret",
    });
  if (!fitting.some(({ key }) => isSignedByKey(jwt.algorithm, key, token)))
    return fail("comparison", "the token's signature is not the right one", {
      expected: `a token signed with ${jwt.algorithm} by the hook's secret`,
      mend: "compare the secret with the sender's",
    });
  return checkClaims(token.claims, {
    rule: jwt,
    fromSecret: keys.claims,
    body: given.request.body,
    nowMs: given.nowMs,
  });
}

function readToken({ description, reader }: JwtCase): Found<Token> {
  const source = description.signature.find((each) => reader.has(each)) ?? description.signature[0];
  if (source === undefined) return fail("signature", "the description names no place");
  const value = reader.read(source, "signature");
  if (!value.ok) return value;
  const text =
    description.credential === "bearer" ? /^bearer +(\S+)$/i.exec(value.value)?.[1] : value.value;
  const token = text === undefined ? null : parseToken(text);
  if (token !== null) return found(token);
  return fail("signature", `${placeOf(source)} is not a signed token`, {
    expected: `${description.credential === "bearer" ? "Bearer " : ""}<header>.<claims>.<signature>, each in base64url`,
    seen: "another form",
  });
}

function parseToken(text: string): Token | null {
  const parts = text.length > LONGEST_TOKEN ? [] : text.split(".");
  const [head = "", body = "", signature = ""] = parts;
  if (parts.length !== 3 || text.includes("=")) return null;
  const header = parseObject(head);
  const claims = parseObject(body);
  // A token of `none` has an empty signature; its header is judged all the same, so that the refusal names it.
  const bytes = signature === "" ? Buffer.alloc(0) : decodeStrict(signature, "base64url");
  if (header === null || claims === null || bytes === null) return null;
  return { header, claims, signed: `${head}.${body}`, signature: bytes };
}

function parseObject(text: string): Record<string, unknown> | null {
  const bytes = decodeStrict(text, "base64url");
  if (bytes === null) return null;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

function checkHeader(header: Token["header"], { algorithm }: JwtRule): VerificationFailure | null {
  const alg = header["alg"];
  if (alg !== algorithm)
    return fail("signature", "the token says another algorithm than the hook's", {
      expected: algorithm,
      seen: typeof alg === "string" ? cut(alg) : "none",
      mend: "the algorithm is pinned: a sender that changes it must be set up anew",
    });
  if (header["crit"] !== undefined)
    return fail("signature", "the token demands an extension that is not known (crit)");
  return null;
}
