// The one verifier. In: a sender's description, a request, the secrets, the time. Out: accepted by which secret, or why not.
// Called by ingress for every delivery, over the raw bytes, before anything is parsed. Never throws for what a sender sends.

import { verify as verifyWithKey } from "node:crypto";
import type { VerifierDescription } from "../core/settings/verifier.ts";
import { ALGORITHMS } from "./algorithms.ts";
import {
  descriptionProblem,
  isJwt,
  isScheme,
  isSignature,
  isStatic,
  type SignatureDescription,
} from "./check-description.ts";
import { equalBytes } from "./compare.ts";
import { describeContent, joinContent, readContent, type Content } from "./content.ts";
import { decodeStrict } from "./decode.ts";
import { computeDigest, isDigestDescription } from "./digest.ts";
import { verifyJwt } from "./jwt.ts";
import { readKeys, type VerifierKey } from "./keys.ts";
import { readValues, type ValueReader } from "./read-value.ts";
import { parseSignature, type ParsedSignature } from "./signature-syntax.ts";
import { verifyScheme } from "./schemes/table.ts";
import { verifyStatic } from "./static-credential.ts";
import { checkTimestamp } from "./timestamp.ts";
import {
  cut,
  fail,
  found,
  type Found,
  type SignedRequest,
  type Verification,
  type VerificationFailure,
} from "./verification.ts";

export type { SignedRequest, Verification } from "./verification.ts";

/**
 * Verifies one request. The description alone decides the scheme, never what the request brings.
 * @param keys secret texts: the current one first, then previous ones
 * @param nowMs epoch milliseconds
 */
export function verifyRequest(
  description: VerifierDescription,
  request: SignedRequest,
  keys: readonly string[],
  nowMs: number,
): Verification {
  const problem = descriptionProblem(description);
  if (problem !== null) return fail("description", problem, { mend: "mend the verifier" });
  const reader = readValues(request);
  if (isJwt(description)) return verifyJwt({ description, request, reader, nowMs }, keys);
  if (isScheme(description))
    return verifyScheme(description.scheme, { request, reader, nowMs }, keys);
  const readable = readKeys(description, keys);
  if (!readable.ok) return readable;
  if (isStatic(description)) return verifyStatic(description, reader, readable.value);
  if (!isSignature(description)) return fail("description", `kind ${description.kind} is unknown`);
  return verifySignature({ description, request, reader, nowMs }, readable.value);
}

interface Case {
  readonly description: SignatureDescription;
  readonly request: SignedRequest;
  readonly reader: ValueReader;
  readonly nowMs: number;
}

function verifySignature(given: Case, keys: readonly VerifierKey[]): Verification {
  const { description, request, reader } = given;
  const signature = readSignature(given);
  if (!signature.ok) return signature;
  const decoded = decodeSignatures(description, signature.value);
  if (!decoded.ok) return decoded;

  // A time in the body that is signed with the body is read only once the body is known to be the sender's.
  const readsTimeLate = !description.content.includes("timestamp");
  const timestamp = readsTimeLate ? found(undefined) : readTimestamp(given, signature.value);
  if (!timestamp.ok) return timestamp;

  for (const { key, index } of keys) {
    const secret = (): Buffer => key.export();
    const facts = { request, reader, timestamp: timestamp.value, secret };
    const content = readContent(description.content, facts);
    if (!content.ok) return content;
    if (!isSignedBy(description, { index, key }, content.value, decoded.value)) continue;
    const late = readsTimeLate ? readTimestamp(given, signature.value) : timestamp;
    return late.ok ? { ok: true, keyIndex: index } : late;
  }
  return explainMismatch(description, signature.value, keys.length);
}

function readSignature({ description, reader }: Case): Found<ParsedSignature> {
  const source = description.signature.find((each) => reader.has(each)) ?? description.signature[0];
  if (source === undefined) return fail("signature", "the description names no place");
  const value = reader.read(source, "signature");
  return value.ok ? parseSignature(value.value, description.syntax) : value;
}

/** The signatures that can be one, in bytes; junk beside them is ignored, as any listed signature may match. */
function decodeSignatures(
  { algorithm, encoding }: SignatureDescription,
  { signatures }: ParsedSignature,
): Found<Buffer[]> {
  const row = ALGORITHMS[algorithm];
  const decoded = signatures
    .map((text) => decodeStrict(text, encoding))
    .filter((bytes) => bytes !== null);
  const fitting =
    row.family === "digest"
      ? decoded.filter((bytes) => bytes.byteLength === row.digestBytes)
      : decoded;
  if (fitting.length > 0) return found(fitting);
  const length = row.family === "digest" ? ` of ${row.digestBytes} bytes` : "";
  return fail("signature", `the signature is not ${encoding}${length}`, {
    expected: `${algorithm} in ${encoding}`,
    seen: cut(signatures[0] ?? ""),
  });
}

function readTimestamp(given: Case, { fields }: ParsedSignature): Found<string | undefined> {
  const { timestamp } = given.description;
  if (timestamp === undefined) return found(undefined);
  if (!("sigField" in timestamp.from)) {
    const value = given.reader.read(timestamp.from, "timestamp");
    return value.ok ? checkTimestamp(value.value, timestamp, given.nowMs) : value;
  }
  const values = fields.get(timestamp.from.sigField) ?? [];
  const value = values[0];
  if (values.length === 1 && value !== undefined)
    return checkTimestamp(value, timestamp, given.nowMs);
  return fail("timestamp", "the signature does not hold exactly one time", {
    expected: `one ${timestamp.from.sigField}`,
    seen: `${values.length} of them`,
  });
}

function isSignedBy(
  description: SignatureDescription,
  { key }: VerifierKey,
  content: Content,
  signatures: readonly Buffer[],
): boolean {
  if (isDigestDescription(description)) {
    const right = computeDigest(description, key, content);
    return signatures.some((signature) => equalBytes(signature, right));
  }
  const { hash } = ALGORITHMS[description.algorithm];
  const bytes = joinContent(content);
  return signatures.some((signature) => verifyWithKey(hash, bytes, key, signature));
}

function explainMismatch(
  description: SignatureDescription,
  { signatures }: ParsedSignature,
  tried: number,
): VerificationFailure {
  const keys = tried === 1 ? "the hook's secret" : `one of the hook's ${tried} secrets`;
  return fail("comparison", "the signature is not the right one", {
    expected: `${description.kind} ${description.algorithm} of ${describeContent(description.content)} by ${keys}`,
    seen: cut(signatures[0] ?? ""),
    mend: "compare the secret with the sender's, and check that nothing on the way rewrites the body",
  });
}
