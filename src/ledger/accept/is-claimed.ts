// Whether something was taken already, without taking it: asked before anything is fetched.

import type { HookId } from "../../core/records/ids.ts";
import type { ChangeDeps } from "../changes/delivery-states.ts";
import { claimKey, fingerprintOf } from "./claim-index.ts";

/** True where a hook holds one of these claims. Memory knows at once of almost all that none is held. */
export function isClaimed(
  { store, clock }: Pick<ChangeDeps, "store" | "clock">,
  hookId: HookId,
  keys: readonly string[],
): boolean {
  return keys.some((text) => {
    const key = claimKey(hookId, text);
    return store.read((connection) => {
      // Within: what is open anew after a fault has read its memory anew.
      const row = store.memory().claims.find(fingerprintOf(key));
      if (row === null) return false;
      const held = "SELECT 1 FROM claims WHERE number = ? AND key = ? AND expires_at > ?";
      return connection.one(held, [row, key, clock.now()]) !== undefined;
    });
  });
}
