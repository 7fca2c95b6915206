// An address as a socket or a header names it comes in; the plain address that it stands for goes out.

import { isIPv4, isIPv6 } from "node:net";

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i;
const MAPPED_HEX = /^::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})$/i;

/** Without a zone (`fe80::1%eth0`), and IPv4 in IPv6's clothes as IPv4; null: it is no address. */
export function plainAddress(written: string): string | null {
  const zone = written.indexOf("%");
  const address = zone === -1 ? written : written.slice(0, zone);
  if (isIPv4(address)) return address;
  return isIPv6(address) ? (mappedIpv4(address) ?? address) : null;
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
