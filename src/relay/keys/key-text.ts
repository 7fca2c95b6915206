// The text of a key: who has it may ask to connect.

import { createHash } from "node:crypto";
import { newSecret, type Randomness } from "../../system/randomness.ts";

/** A new one. The name in it is for people: it says nothing that its hash does not. */
export function newKeyText(name: string, randomness: Randomness): string {
  return `whr_${name}_${newSecret(randomness)}`;
}

/** The hash under which it is kept. */
export function keyHash(text: string): string {
  return createHash("sha256").update(text, "utf8").digest("hex");
}
