// A peer's address as a transport names it comes in; the one name that its limits are counted under goes out.

import { isIPv4, isIPv6 } from "node:net";

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const MAPPED_HEX = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;
const PREFIX_GROUPS = 4;

/**
 * One name per client: `::ffff:1.2.3.4` is `1.2.3.4`; an IPv6 address is its /64, since one client
 * usually holds all of it; what is no address is `unknown`.
 */
export function clientAddress(remoteAddress: string): string {
  const zone = remoteAddress.indexOf("%");
  const address = zone === -1 ? remoteAddress : remoteAddress.slice(0, zone);
  if (isIPv4(address)) return address;
  if (!isIPv6(address)) return "unknown";
  const mapped = mappedIpv4(address);
  return mapped ?? `${networkOf(address)}::/64`;
}

function mappedIpv4(address: string): string | undefined {
  const dotted = MAPPED.exec(address)?.[1];
  if (dotted !== undefined) return dotted;
  const hex = MAPPED_HEX.exec(address);
  if (hex === null) return undefined;
  const [high, low] = [hex[1], hex[2]].map((group) => Number.parseInt(group ?? "0", 16));
  if (high === undefined || low === undefined) return undefined;
  return [high >> 8, high & 0xff, low >> 8, low & 0xff].join(".");
}

/** The first four groups of an IPv6 address, without leading zeros. */
function networkOf(address: string): string {
  const [head = "", tail] = address.toLowerCase().split("::");
  const front = head === "" ? [] : head.split(":");
  const back = tail === undefined || tail === "" ? [] : tail.split(":");
  // A dotted tail takes the room of two groups; it never reaches the first four.
  const taken = front.length + back.length + (address.includes(".") ? 1 : 0);
  const gap = tail === undefined ? 0 : 8 - taken;
  const groups = [...front, ...Array.from({ length: Math.max(0, gap) }, () => "0"), ...back];
  return groups
    .slice(0, PREFIX_GROUPS)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":");
}
