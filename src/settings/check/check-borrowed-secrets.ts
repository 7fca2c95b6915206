// A secret that is something else as well: the key to the whole daemon, or what everybody can read in the URL.

import { createHash } from "node:crypto";
import type { HookId } from "../../core/records/ids.ts";
import type { Problem } from "../../core/settings/problem.ts";
import { hiddenFinding, type Place } from "./finding.ts";

const STORED_HASH = "sha256:";

/** A secret by its field, as it is in force. */
export type NamedSecret = readonly [field: string, value: string];

/** What a secret must not be the same as. */
export interface Borrowed {
  /** null: there is none yet. */
  readonly adminToken: string | null;
  /** The hook that it belongs to; absent for the global token. */
  readonly hookId?: HookId;
}

/** Errors, each of which takes its entry out of force. */
export function borrowedSecretProblems(
  place: Place,
  secrets: readonly NamedSecret[],
  { adminToken, hookId }: Borrowed,
): Problem[] {
  return secrets.flatMap(([field, value]) => {
    const digest = digestOf(value);
    const wrong = (message: string): Problem[] => [
      hiddenFinding("error", place, { field, message, hint: "give it one of its own" }),
    ];
    if (adminToken !== null && digest === digestOf(adminToken))
      return wrong("is the token of admin.token: whoever sends events could command the daemon");
    if (hookId !== undefined && digest === digestOf(hookId))
      return wrong("is the hook's own id, which everybody can read in its URL");
    return [];
  });
}

/** A token may be kept as its hash: both forms of one token are one secret. */
export function digestOf(secret: string): string {
  if (secret.startsWith(STORED_HASH)) return secret.slice(STORED_HASH.length);
  return createHash("sha256").update(secret).digest("hex");
}
