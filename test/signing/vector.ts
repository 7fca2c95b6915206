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

/** All of them: those of the senders and of other projects, and those that the senders' own libraries judged so. */
export const vectors: readonly Vector[] = ["vectors", "sdk-vectors"].flatMap((name) => {
  const file = new URL(`fixtures/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, "utf8")) as Vector[];
});

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
