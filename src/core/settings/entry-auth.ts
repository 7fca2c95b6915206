// Where the secret of an entry stands, by how its senders prove themselves.

import { authModeOf, type AuthMode } from "./auth-mode.ts";

/** An entry of webhooks.json as it is written. */
type Entry = Readonly<Record<string, unknown>>;

/** The field that holds the secret. */
export type SecretField = "token" | "secret" | "hmac_secret";

const FIELDS: Readonly<Record<AuthMode, SecretField>> = {
  bearer: "token",
  hmac: "hmac_secret",
  source: "secret",
};

/** How the senders of an entry prove themselves; a wrong word counts as none. */
export function entryAuthMode(entry: Entry): AuthMode {
  const { auth_mode: mode, source, verify } = entry;
  if (typeof mode === "string" && Object.hasOwn(FIELDS, mode)) return mode as AuthMode;
  const named = typeof source === "string" && source !== "" ? source : "generic";
  // Only whether there is a verifier counts here.
  const own = (verify ?? null) === null ? {} : { verify: { kind: "none" as const } };
  return authModeOf({ source: named, ...own });
}

/** The field of an entry's own secret. */
export function secretFieldOf(entry: Entry): SecretField {
  return FIELDS[entryAuthMode(entry)];
}
