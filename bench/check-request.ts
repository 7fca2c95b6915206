// The check that every control makes: GitHub's signature over the raw bytes, or a bearer token.

import { createHmac, hash, timingSafeEqual } from "node:crypto";

/** What a request brings to prove itself. */
export interface Proof {
  readonly signature: string | undefined;
  /** The whole header. */
  readonly authorization: string | undefined;
}

/** Tells whether who knows the secret has sent this body. */
export function isProven(
  secret: string,
  { signature, authorization }: Proof,
  body: Buffer,
): boolean {
  if (authorization !== undefined)
    return timingSafeEqual(digest(authorization), digest(`Bearer ${secret}`));
  const expected = createHmac("sha256", secret).update(body).digest();
  const given = Buffer.from(signature?.slice("sha256=".length) ?? "", "hex");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function digest(text: string): Buffer {
  return hash("sha256", text, "buffer");
}
