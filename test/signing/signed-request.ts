// A description that uses most of the option set, and a request that it accepts.

import type { VerifierDescription } from "../../src/core/settings/verifier.ts";
import { signRequest } from "../../src/signing/sign.ts";
import { verifyRequest, type SignedRequest } from "../../src/signing/verify.ts";

/** The clock of these tests, epoch milliseconds. */
export const NOW_MS = 1_760_000_000_000;
/** The right secret. */
export const SECRET = "a secret of the owner";
/** A list of signatures with a time, over an id, the time and the body. */
export const DESCRIPTION: VerifierDescription = {
  kind: "hmac",
  algorithm: "sha256",
  signature: [{ header: "x-sig" }, { header: "x-old-sig" }],
  syntax: { itemSeparator: ",", keySeparator: "=", key: "v1" },
  encoding: "hex",
  timestamp: { from: { sigField: "t" }, unit: "seconds", toleranceSeconds: 300 },
  content: [{ header: "x-id" }, { literal: "." }, "timestamp", { literal: "." }, "body"],
};

/** A request that is not signed yet. */
export function requestOf(body: Uint8Array = Buffer.from('{"a":1}')): SignedRequest {
  return { method: "POST", url: "/hooks/x", headers: [["x-id", "id-1"]], body };
}

/** The same, signed. */
export function signed(request = requestOf(), secret = SECRET, nowMs = NOW_MS): SignedRequest {
  const added = signRequest(DESCRIPTION, request, secret, nowMs);
  return { ...request, headers: [...request.headers, ...added] };
}

/** The same request with one header changed. */
export function withHeader(
  request: SignedRequest,
  name: string,
  change: (value: string) => string,
) {
  const headers = request.headers.map(
    ([each, value]) => [each, each === name ? change(value) : value] as const,
  );
  return { ...request, headers };
}

/** Verifies by the description above. */
export const judge = (
  request: SignedRequest,
  secrets: readonly string[] = [SECRET],
  nowMs = NOW_MS,
) => verifyRequest(DESCRIPTION, request, secrets, nowMs);
