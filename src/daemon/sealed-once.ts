// In: where calls and the bytes of their answers are kept. Out: the same for answers, which are sealed: a new secret is
// in some of them, and a copy of the database alone must not give it away.

import { createHmac } from "node:crypto";
import type { KeptAnswer, OncePort } from "../core/ports/once-port.ts";
import { openSecret, sealKeyOf, sealSecret } from "../settings/load/sealed-secret.ts";
import type { Randomness } from "../system/randomness.ts";

/** Seals with a key that is made of the home's own. What cannot be opened is of no known end. */
export function sealedOnce(
  store: OncePort<Uint8Array>,
  { markKey, randomness }: { readonly markKey: Uint8Array; readonly randomness: Randomness },
): OncePort<KeptAnswer> {
  const derived = createHmac("sha256", markKey).update("wakehook kept answers").digest("hex");
  const sealKey = sealKeyOf(derived);
  const ownerOf = (key: Uint8Array): string => `call ${Buffer.from(key).toString("hex")}`;

  return {
    begin(call) {
      const begun = store.begin(call);
      if (begun.kind !== "done") return begun;
      const sealed = Buffer.from(begun.answer).toString("latin1");
      const text = openSecret(sealed, { keys: [sealKey], owner: ownerOf(call.key) });
      if (text === null) return { kind: "unknown" };
      return { kind: "done", answer: JSON.parse(text) as KeptAnswer };
    },
    end(key, answer) {
      const owner = ownerOf(key);
      const sealed = sealSecret(JSON.stringify(answer), { key: sealKey, owner }, randomness);
      store.end(key, Buffer.from(sealed, "latin1"));
    },
    forget: (key) => store.forget(key),
  };
}
