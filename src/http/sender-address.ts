// In: a peer's address, the headers that it sent, and which peers are the owner's own proxies. Out: the sender's address.
// A header is somebody's word: it is believed only where the peer itself is trusted, and only as far as trusted
// proxies have written it.

import { BlockList, isIPv6 } from "node:net";
import { parseNetwork } from "../core/outbound/address-range.ts";
import { plainAddress } from "./plain-address.ts";

/** Whose word is believed, and in which header. */
export interface TrustedProxies {
  /** Addresses and networks; none: no header is believed. Loopback counts only where it is named. */
  readonly trustedProxies: readonly string[];
  readonly clientIpHeader: string;
}

/** All values of a header, its name in lower case. */
export type ValuesOf = (name: string) => readonly string[];

/** Each proxy adds the address that it saw to the end of these; others hold one address. */
const LISTS: Readonly<Record<string, (value: string) => string>> = {
  "x-forwarded-for": (entry) => entry,
  forwarded: forOf,
};

/** Read once per settings: the trusted ones as one list. */
const lists = new WeakMap<readonly string[], (address: string) => boolean>();

/** The sender's address; what cannot be read leaves the peer's own. */
export function readSenderAddress(
  { trustedProxies, clientIpHeader }: TrustedProxies,
  peer: string,
  valuesOf: ValuesOf,
): string {
  if (trustedProxies.length === 0) return peer;
  const isTrusted = trustedBy(trustedProxies);
  const direct = plainAddress(peer);
  if (direct === null || !isTrusted(direct)) return peer;
  const name = clientIpHeader.toLowerCase();
  const values = valuesOf(name);
  const toAddress = Object.hasOwn(LISTS, name) ? LISTS[name] : undefined;
  if (toAddress === undefined)
    return values.length === 1 ? (addressOf(values[0] ?? "") ?? peer) : peer;
  const entries = values.flatMap((value) => value.split(","));
  return fromTheRight(entries.map(toAddress), isTrusted) ?? peer;
}

/** The last one that is not trusted: what stands before it is its own word. Where all are trusted, the first. */
function fromTheRight(
  entries: readonly string[],
  isTrusted: (address: string) => boolean,
): string | null {
  let found: string | null = null;
  for (const entry of entries.toReversed()) {
    found = addressOf(entry);
    if (found === null || !isTrusted(found)) return found;
  }
  return found;
}

/** `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1`, `[2001:db8::1]:4711`. */
function addressOf(entry: string): string | null {
  const text = entry.trim();
  const bracketed = /^\[([^\]]+)\](?::\d{1,5})?$/.exec(text)?.[1];
  if (bracketed !== undefined) return isIPv6(bracketed) ? plainAddress(bracketed) : null;
  const withPort = /^([\d.]+):\d{1,5}$/.exec(text)?.[1];
  return plainAddress(withPort ?? text);
}

/** The address in one element of Forwarded (RFC 7239): `for="[2001:db8::1]:4711";proto=https`. */
function forOf(element: string): string {
  const pairs = element.split(";").map((pair) => pair.trim().toLowerCase());
  const [only = "", ...more] = pairs.filter((pair) => pair.startsWith("for="));
  const value = only.slice("for=".length);
  if (more.length > 0) return "";
  return /^"(.*)"$/.exec(value)?.[1] ?? value;
}

function trustedBy(entries: readonly string[]): (address: string) => boolean {
  const known = lists.get(entries);
  if (known !== undefined) return known;
  const list = new BlockList();
  for (const entry of entries) {
    const network = parseNetwork(entry);
    if (network !== null) list.addSubnet(network.address, network.prefix, network.family);
  }
  const isTrusted = (address: string): boolean =>
    list.check(address, isIPv6(address) ? "ipv6" : "ipv4");
  lists.set(entries, isTrusted);
  return isTrusted;
}
