// How somebody becomes known on a platform: the owner opens a window, and sends the bot the code that it is given.
// The code travels to the bot, never from it, and whoever is not known is never answered.

import { createHash } from "node:crypto";
import type { InboundText } from "../../core/ports/channel-port.ts";
import type { Identity } from "../../core/records/conversation.ts";
import type { ChatTarget } from "../../core/settings/target.ts";
import type { HubDeps } from "./hub-deps.ts";
import { homePlace } from "./people.ts";

/** None of them is taken for another. */
const ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";
const CODE_LENGTH = 8;
/** How long a code can be used, milliseconds. */
export const PAIRING_MS = 600_000;
/** What the window makes of whoever sends its code. */
const ROLE_STATE = "pairing_role";
/** `/start CODE` comes from a link of Telegram. */
const WORDED = /^\/(?:start|pair)(?:@\w+)?\s+(\S{4})[- ]?(\S{4})$/i;
const BARE = /^(\S{4})[- ]?(\S{4})$/;

type PairingDeps = Pick<HubDeps, "clock" | "randomness" | "store">;

/** Opens the window anew and gives its code: an older one is worth nothing from here on. */
export function openPairing(
  { clock, randomness, store }: PairingDeps,
  target: string,
  role: Identity["role"],
): { readonly code: string; readonly expiresAt: number } {
  const bytes = randomness.bytes(CODE_LENGTH);
  const code = [...bytes].map((byte) => ALPHABET[byte % ALPHABET.length]).join("");
  const expiresAt = clock.now() + PAIRING_MS;
  store.remember(target, ROLE_STATE, role);
  store.openPairing(target, hashOf(target, code), expiresAt);
  return { code, expiresAt };
}

/** A code in what somebody wrote; null: it holds none. Only of strangers is it taken in any case of letters. */
export function readCode(text: string, isKnown: boolean): string | null {
  const written = text.trim();
  const worded = WORDED.exec(written);
  const found = worded ?? BARE.exec(written);
  if (found === null) return null;
  const typed = `${found[1] ?? ""}${found[2] ?? ""}`;
  const code = typed.toUpperCase();
  // An ordinary word of the owner's is no try.
  if (isKnown && worded === null && typed !== code) return null;
  return Array.from(code).every((letter) => ALPHABET.includes(letter)) ? code : null;
}

/** Makes the sender known where the code is right; null: it is not. */
export function tryPairing(
  { clock, store }: PairingDeps,
  target: ChatTarget,
  { code, words }: { readonly code: string; readonly words: InboundText },
): Identity | null {
  const at = clock.now();
  if (!store.tryPairing(target.name, hashOf(target.name, code), at)) return null;
  const role = store.channelState(target.name, ROLE_STATE) === "viewer" ? "viewer" : "owner";
  const { id: sender, name } = words.sender;
  // A viewer reads along where the owner is: nothing is said to a viewer alone.
  const place = (role === "viewer" ? homePlace(store, target.name) : null) ?? words.place;
  const identity = {
    target: target.name,
    sender,
    name,
    role,
    place,
    pairedAt: at,
  } as const;
  store.pair(identity);
  return identity;
}

function hashOf(target: string, code: string): Uint8Array {
  return createHash("sha256").update(`${target}\n${code}`).digest();
}
