// A canary: a request that wakehook sends to a hook's public URL to see whether it comes home. In: a hook and a key.
// Out: the header that nobody without the key can make, and whether one that came is ours.

import { createHmac, timingSafeEqual } from "node:crypto";

/** The header that a canary carries. */
export const CANARY_HEADER = "wakehook-canary";

/** What is answered to a canary; nothing else is answered so. */
export interface CanaryAnswer {
  readonly canary: true;
  readonly nonce: string;
  /** Nobody without the key can answer so: see `canaryProof`. */
  readonly proof: string;
  /** false: it was not signed as the sender signs, so the secret was not tried. */
  readonly authenticated: boolean;
}

/** A canary flies for as long, milliseconds; clocks on both ends are the same one. */
const FLIES_MS = 300_000;
/** Hexadecimal digits of the code: 128 bits. */
const CODE_LENGTH = 32;
const VALUE = /^(([0-9a-f]{1,12})-[0-9a-f]{16,64})\.([0-9a-f]{32})$/;

/** A nonce that knows when it was made. */
export function canaryNonce(now: number, random: Uint8Array): string {
  return `${Math.floor(now).toString(16)}-${Buffer.from(random).toString("hex")}`;
}

/** The header's value, good for one hook. */
export function canaryOf(nonce: string, hookId: string, key: Uint8Array): string {
  return `${nonce}.${codeOf("sent", { nonce, hookId, key })}`;
}

/** What the answer to a canary proves itself with. */
export function canaryProof(nonce: string, hookId: string, key: Uint8Array): string {
  return codeOf("answered", { nonce, hookId, key });
}

/** The nonce of a canary of ours that is still in time; null: it is none. */
export function readCanary(
  value: string,
  key: Uint8Array,
  { hookId, now }: { readonly hookId: string; readonly now: number },
): string | null {
  const [, nonce, madeAt, code] = VALUE.exec(value) ?? [];
  if (nonce === undefined || madeAt === undefined || code === undefined) return null;
  const wanted = codeOf("sent", { nonce, hookId, key });
  if (!timingSafeEqual(Buffer.from(code), Buffer.from(wanted))) return null;
  return Math.abs(now - Number.parseInt(madeAt, 16)) <= FLIES_MS ? nonce : null;
}

function codeOf(
  what: "sent" | "answered",
  { nonce, hookId, key }: { nonce: string; hookId: string; key: Uint8Array },
): string {
  const text = `wakehook-canary ${what}\n${hookId}\n${nonce}`;
  return createHmac("sha256", key).update(text).digest("hex").slice(0, CODE_LENGTH);
}
