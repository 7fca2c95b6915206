// Which form of an entry somebody has seen, so that a change is not made to another one.

import { createHash } from "node:crypto";

const DIGITS = 32;

/** The version of an entry with fingerprints in the place of its secrets, as it is shown. */
export function entryVersion(shown: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(JSON.stringify(shown), "utf8").digest("hex").slice(0, DIGITS);
}
