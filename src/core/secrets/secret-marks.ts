// Hooks in; a keyed fingerprint of the secret that their senders prove themselves with out. Whoever reads the
// fingerprints and has no key learns nothing, not even that two hooks share a secret.

import { createHash, createHmac } from "node:crypto";
import type { KeptSecret } from "../ports/secret-ages-port.ts";
import type { HookId } from "../records/ids.ts";
import { authModeOf } from "../settings/auth-mode.ts";
import type { LoadedHook } from "../settings/settings.ts";

const HASHED = /^sha256:[0-9a-f]{64}$/;

/** The marks of all hooks that have a secret; of an entry that was never valid nothing is known. */
export function secretMarks(hooks: Iterable<LoadedHook>, key: Uint8Array): Map<HookId, Buffer> {
  const marks = new Map<HookId, Buffer>();
  for (const loaded of hooks) {
    const secret = secretOf(loaded);
    if (secret === null) continue;
    // Two texts could meet without the lengths; an id has no line end.
    const text = `secret age\n${loaded.id}\n${secret}`;
    marks.set(loaded.id, createHmac("sha256", key).update(text, "utf8").digest());
  }
  return marks;
}

/** Since when hooks have their secrets, epoch milliseconds; none where another one is kept, or nothing. */
export function secretsSetAt(
  kept: readonly KeptSecret[],
  marks: ReadonlyMap<HookId, Uint8Array>,
): Map<HookId, number> {
  const known = kept.filter(({ hookId, mark }) => {
    const now = marks.get(hookId);
    return now !== undefined && Buffer.compare(now, mark) === 0;
  });
  return new Map(known.map(({ hookId, setAt }) => [hookId, setAt]));
}

function secretOf({ hook, secrets }: LoadedHook): string | null {
  if (hook === null || hook.verify?.kind === "none") return null;
  const values = { bearer: secrets.token, source: secrets.secret, hmac: secrets.hmacSecret };
  const value = values[authModeOf(hook)];
  if (value === null || value === "") return null;
  // A token that is stored as its hash is the same token.
  if (HASHED.test(value)) return value;
  return `sha256:${createHash("sha256").update(value, "utf8").digest("hex")}`;
}
