// The verifier's data turned round: what a sender would add to a request. For `wakehook send`, the demo, and reports.

import { createPrivateKey, sign as signWithKey, type KeyObject } from "node:crypto";
import { WakehookError } from "../core/records/errors.ts";
import type { ValueSource, VerifierDescription } from "../core/settings/verifier.ts";
import { ALGORITHMS } from "./algorithms.ts";
import {
  descriptionProblem,
  isSignature,
  isStatic,
  type SignatureDescription,
  type StaticDescription,
} from "./check-description.ts";
import { joinContent, readContent, type Content } from "./content.ts";
import { computeDigest, isDigestDescription } from "./digest.ts";
import { readKeys } from "./keys.ts";
import { readValues } from "./read-value.ts";
import { writeSignature } from "./signature-syntax.ts";
import { writeTimestamp } from "./timestamp.ts";
import type { SignedRequest, VerificationFailure } from "./verification.ts";

/** A header to add. */
export type HeaderPair = [name: string, value: string];

/**
 * The headers that make a request acceptable to a description. Headers that are signed themselves
 * (such as `webhook-id`) must be in the request already; a time in the body must be there as well.
 * @param key the secret's text; for public keys the private key in PEM
 * @throws WakehookError `refused` where the request cannot be signed so: the message says why
 */
export function signRequest(
  description: VerifierDescription,
  request: SignedRequest,
  key: string,
  nowMs: number,
): HeaderPair[] {
  const problem = descriptionProblem(description);
  if (problem !== null) throw cannotSign(problem);
  if (isStatic(description)) return [writeCredential(description, key)];
  if (!isSignature(description))
    throw cannotSign(`wakehook checks kind ${description.kind}, and makes none`);
  return signContent(description, request, key, nowMs);
}

function signContent(
  description: SignatureDescription,
  request: SignedRequest,
  key: string,
  nowMs: number,
): HeaderPair[] {
  const { timestamp, syntax } = description;
  const time = timestamp === undefined ? undefined : writeTimestamp(nowMs, timestamp.unit);
  const headers: HeaderPair[] = [];
  const fields: Array<[string, string]> = [];
  if (timestamp !== undefined && time !== undefined) {
    if ("header" in timestamp.from) headers.push([timestamp.from.header.toLowerCase(), time]);
    if ("sigField" in timestamp.from) fields.push([timestamp.from.sigField, time]);
  }
  const stamped = { ...request, headers: [...request.headers, ...headers] };
  const facts = {
    request: stamped,
    reader: readValues(stamped),
    timestamp: time,
    secret: () => secretKey(description, key).export(),
  };
  const content = readContent(description.content, facts);
  if (!content.ok) throw cannotSign(content.reason, content);
  const signature = computeSignature(description, content.value, key);
  const text = writeSignature(signature.toString(description.encoding), syntax, fields);
  return [...headers, [headerOf(description.signature[0]), text]];
}

function computeSignature(
  description: SignatureDescription,
  content: Content,
  key: string,
): Buffer {
  if (!isDigestDescription(description)) {
    const { hash } = ALGORITHMS[description.algorithm];
    return signWithKey(hash, joinContent(content), createPrivateKey(key));
  }
  return computeDigest(description, secretKey(description, key), content);
}

function secretKey(description: SignatureDescription, key: string): KeyObject {
  const keys = readKeys(description, [key]);
  if (!keys.ok) throw cannotSign(keys.reason, keys);
  const [first] = keys.value;
  if (first === undefined) throw cannotSign("no secret is set");
  return first.key;
}

function writeCredential(description: StaticDescription, key: string): HeaderPair {
  if (key === "") throw cannotSign("no secret is set");
  const name = headerOf(description.signature[0]);
  if (description.credential === "bearer") return [name, `Bearer ${key}`];
  if (description.credential === "basic")
    return [name, `Basic ${Buffer.from(key).toString("base64")}`];
  return [name, key];
}

function headerOf(source: ValueSource | undefined): string {
  if (source !== undefined && "header" in source) return source.header.toLowerCase();
  throw cannotSign("its signature does not stand in a header");
}

function cannotSign(reason: string, failure?: VerificationFailure): WakehookError {
  const hint = failure?.mend;
  return new WakehookError(
    "refused",
    `the request cannot be signed: ${reason}`,
    hint === undefined ? {} : { hint },
  );
}
