// A sender preset in; a new secret that it can sign with out.

import type { Source } from "../../core/events/source.ts";
import type { Randomness } from "../../system/randomness.ts";

/** A secret in the form that the sender's scheme reads. */
export function madeFor({ verifier }: Source, randomness: Pick<Randomness, "bytes">): string {
  const bytes = randomness.bytes(32);
  if (verifier?.key === "whsec") return `whsec_${bytes.toString("base64")}`;
  if (verifier?.key === "base64") return bytes.toString("base64");
  return verifier?.key === "hex" ? bytes.toString("hex") : bytes.toString("base64url");
}
