// The keys by which a repeat is recognised, for who writes them and for who asks whether one is held.

import type { Passage } from "./passage.ts";

/** Longer ids, and those with characters that a person could not read, are hashed by who makes them. */
const PLAIN_ID = /^[\x21-\x7e]{1,200}$/;

/** Tells whether an id may stand in a key as it is. */
export function isPlainId(id: string): boolean {
  return PLAIN_ID.test(id);
}

/** The key of a sender's own delivery id that is plain, or hashed already. */
export function idKey(id: string): string {
  return `id:${id}`;
}

/** The key of what was brought. */
export function passageKey({ via, ref }: Pick<Passage, "via" | "ref">): string {
  return `via:${via}:${ref}`;
}
