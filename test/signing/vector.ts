// Signed requests of real senders, with the verdict that each must get.

import { readFileSync } from "node:fs";
import type { SignedRequest } from "../../src/signing/verify.ts";

/** One request of test/signing/fixtures/vectors.json. */
export interface Vector {
  readonly provider: string;
  readonly case: string;
  readonly secret: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly rawBodyBase64: string;
  /** Epoch seconds. */
  readonly now: number;
  readonly valid: boolean;
  readonly url?: string;
  readonly method?: string;
  /** The sender's certificate, where the scheme has one. */
  readonly certPem?: string;
}

/** All of them. */
export const vectors = JSON.parse(
  readFileSync(new URL("fixtures/vectors.json", import.meta.url), "utf8"),
) as readonly Vector[];

/** The request of a vector, as ingress would hand it over. */
export function requestOf(vector: Vector): SignedRequest {
  return {
    method: vector.method ?? "POST",
    url: vector.url ?? "https://hooks.example.com/hooks/x",
    headers: Object.entries(vector.headers),
    body: Buffer.from(vector.rawBodyBase64, "base64"),
    certificatePem: vector.certPem,
  };
}
