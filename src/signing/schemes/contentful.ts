// Contentful: a canonical form of the request is signed. https://www.contentful.com/developers/docs/webhooks/request-verification/

import { createHmac } from "node:crypto";
import { escape } from "node:querystring";
import { equalBytes } from "../compare.ts";
import { decodeStrict } from "../decode.ts";
import { readHeader } from "../read-header.ts";
import { parseTimestamp } from "../timestamp.ts";
import {
  cut,
  fail,
  found,
  type Found,
  type SignedRequest,
  type VerificationFailure,
} from "../verification.ts";
import type { Scheme, SchemeCase } from "./scheme.ts";

const SIGNATURE = "x-contentful-signature";
const SIGNED_HEADERS = "x-contentful-signed-headers";
const TIMESTAMP = "x-contentful-timestamp";
const SECRET_CHARACTERS = 64;
const SHA256_BYTES = 32;
const MOST_SIGNED_HEADERS = 50;
/** Contentful's own library takes what is younger than this; exactly this old is too old. */
const TOLERANCE_MS = 30_000;

/** Contentful's x-contentful-signature. */
export const contentful: Scheme = {
  place: `header ${SIGNATURE}`,
  signsUrl: true,
  secretProblem: (secret) =>
    secret.length === SECRET_CHARACTERS
      ? null
      : `the secret is not ${SECRET_CHARACTERS} characters`,
  verify({ request, secret, nowMs }: SchemeCase): VerificationFailure | null {
    const problem = contentful.secretProblem(secret);
    if (problem !== null) return fail("secret", problem);
    const header = readHeader(request.headers, SIGNATURE, "signature");
    if (!header.ok) return header;
    const seen = decodeStrict(header.value, "hex");
    if (seen?.byteLength !== SHA256_BYTES)
      return fail("signature", `the signature is not hex of ${SHA256_BYTES} bytes`, {
        seen: cut(header.value),
      });
    const late = checkTime(request, nowMs);
    if (late !== null) return late;
    const canonical = canonicalRequest(request);
    if (!canonical.ok) return canonical;
    const right = createHmac("sha256", secret).update(canonical.value).update(request.body);
    if (equalBytes(seen, right.digest())) return null;
    return fail("comparison", "the signature is not the right one", {
      expected: "hmac sha256 of method, path, signed headers and body by the secret",
      seen: cut(header.value),
      mend: "compare the secret, and set public_url where a proxy changes the path",
    });
  },
};

function checkTime(request: SignedRequest, nowMs: number): VerificationFailure | null {
  const header = readHeader(request.headers, TIMESTAMP, "timestamp");
  if (!header.ok) return header;
  const at = parseTimestamp(header.value, "milliseconds");
  if (at === null) return fail("timestamp", "the time of signing cannot be read");
  if (Math.abs(nowMs - at) < TOLERANCE_MS) return null;
  return fail("timestamp", "the request was signed too long ago, or in the future", {
    expected: `less than ${TOLERANCE_MS / 1000} s off this machine's clock`,
    seen: cut(header.value),
  });
}

/** Everything that is signed before the body. */
function canonicalRequest(request: SignedRequest): Found<string> {
  const list = readHeader(request.headers, SIGNED_HEADERS, "content");
  if (!list.ok) return list;
  const named = list.value.split(",").map((name) => name.trim().toLowerCase());
  const names = [...new Set([...named, SIGNED_HEADERS, TIMESTAMP])].sort();
  if (names.length > MOST_SIGNED_HEADERS || names.includes(SIGNATURE))
    return fail("content", "the list of signed headers makes no sense");
  const lines: string[] = [];
  for (const name of names) {
    const value = name === SIGNED_HEADERS ? found(names.join(",")) : signedValue(request, name);
    if (!value.ok) return value;
    lines.push(`${name}:${value.value.trim()}`);
  }
  const path = canonicalPath(request.publicUrl ?? request.url);
  return found(`${request.method}\n${path}\n${lines.join(";")}\n`);
}

function signedValue({ headers }: SignedRequest, name: string): Found<string> {
  const values = headers.filter(([each]) => each === name).map(([, value]) => value);
  const [value] = values;
  if (value !== undefined && values.length === 1) return found(value);
  return fail("content", `the signed header ${cut(name)} is not there exactly once`);
}

/** Path and query; the query is escaped twice, as Contentful does. */
function canonicalPath(url: string): string {
  const afterHost = url.replace(/^https?:\/\/[^/?#]*/i, "").split("#")[0] ?? "";
  const [path = "", query = ""] = afterHost.split("?");
  const target = query === "" ? path : `${path}?${escape(query)}`;
  try {
    return encodeURI(target);
  } catch {
    return target;
  }
}
