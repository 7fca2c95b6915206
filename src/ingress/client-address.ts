// A peer's address as a transport names it comes in; the one name that its limits are counted under goes out.

import { isIPv4 } from "node:net";
import { plainAddress } from "../http/plain-address.ts";

const PREFIX_GROUPS = 4;

/**
 * One name per client: `::ffff:1.2.3.4` is `1.2.3.4`; an IPv6 address is its /64, since one client
 * usually holds all of it; what is no address is `unknown`.
 */
export function clientAddress(remoteAddress: string): string {
  const address = plainAddress(remoteAddress);
  if (address === null) return "unknown";
  return isIPv4(address) ? address : `${networkOf(address)}::/64`;
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
