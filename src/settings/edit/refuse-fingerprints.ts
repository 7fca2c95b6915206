// In: a value that somebody wants to write. Out: nothing, or a refusal where a secret would become its own fingerprint.

import { WakehookError } from "../../core/records/errors.ts";

/**
 * Whoever sends back what was shown would make the fingerprint the secret, and it is shown to everybody.
 * @throws WakehookError `usage`
 */
export function refuseFingerprints(value: unknown, field = ""): void {
  if (typeof value === "string" && value.startsWith("fingerprint:"))
    throw new WakehookError("usage", `${field} is the fingerprint of a secret, not a secret`, {
      hint: "leave the field out: what is not given stays as it is",
    });
  if (typeof value !== "object" || value === null) return;
  for (const [name, inner] of Object.entries(value))
    refuseFingerprints(inner, field === "" ? name : `${field}.${name}`);
}
