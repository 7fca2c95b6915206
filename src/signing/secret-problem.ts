import type { VerifierDescription } from "../core/settings/verifier.ts";
import { readJwtKeys } from "./jwt-keys.ts";
import { keyProblem } from "./keys.ts";
import { SCHEMES } from "./schemes/table.ts";

/** Why a secret cannot be one of this description, whatever its kind; null when it can. Never says the secret. For `hook check`. */
export function secretProblem(description: VerifierDescription, secret: string): string | null {
  const { kind, scheme } = description;
  if (kind === "none" || secret === "") return kind === "none" ? null : "the secret is empty";
  if (kind === "scheme") return scheme === undefined ? null : SCHEMES[scheme].secretProblem(secret);
  if (kind !== "jwt") return keyProblem(description, secret);
  const keys = readJwtKeys(description, secret);
  return keys.ok ? null : keys.reason;
}
