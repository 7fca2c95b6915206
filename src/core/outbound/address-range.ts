// In: an IP address. Out: what kind of address it is where nothing from outside may be sent to it; null: a public one.

import { BlockList, isIP, isIPv6 } from "node:net";

type Family = "ipv4" | "ipv6";
type Range = readonly [meaning: string, network: string, prefix: number];

/** What of IPv4 is not the public Internet (RFC 6890 and later). */
const IPV4_RANGES: readonly Range[] = [
  ["unspecified", "0.0.0.0", 8],
  ["private", "10.0.0.0", 8],
  ["private (carrier)", "100.64.0.0", 10],
  ["loopback", "127.0.0.0", 8],
  ["link-local or cloud metadata", "169.254.0.0", 16],
  ["private", "172.16.0.0", 12],
  ["reserved", "192.0.0.0", 24],
  ["reserved for documents", "192.0.2.0", 24],
  ["a 6to4 relay", "192.88.99.0", 24],
  ["private", "192.168.0.0", 16],
  ["reserved for tests", "198.18.0.0", 15],
  ["reserved for documents", "198.51.100.0", 24],
  ["reserved for documents", "203.0.113.0", 24],
  ["multicast", "224.0.0.0", 4],
  ["reserved", "240.0.0.0", 4],
];

/** Of IPv6 only 2000::/3 is public, without these. */
const IPV6_RANGES: readonly Range[] = [
  ["unspecified", "::", 128],
  ["loopback", "::1", 128],
  ["an IPv4 address in IPv6", "::ffff:0:0", 96],
  ["an IPv4 address in IPv6", "::", 96],
  ["translated to IPv4", "64:ff9b::", 96],
  ["translated to IPv4", "64:ff9b:1::", 48],
  ["reserved or Teredo", "2001::", 23],
  ["reserved for documents", "2001:db8::", 32],
  ["6to4", "2002::", 16],
  ["reserved for documents", "3fff::", 20],
  ["private or cloud metadata", "fc00::", 7],
  ["link-local", "fe80::", 10],
  ["multicast", "ff00::", 8],
];
const PUBLIC_IPV6: Range = ["public", "2000::", 3];

const checks = new Map<Range, BlockList>();

/** The kind of an address that is not public; null: it is. What is no address at all is none either. */
export function refusedRange(address: string): string | null {
  const plain = withoutZone(address);
  const family = familyOf(plain);
  if (family === null) return "no address";
  const ranges = family === "ipv4" ? IPV4_RANGES : IPV6_RANGES;
  const found = ranges.find((range) => isIn(plain, family, range));
  if (found !== undefined) return found[0];
  return family === "ipv4" || isIn(plain, family, PUBLIC_IPV6) ? null : "reserved";
}

/** The hosts and networks of `forward_allow`. */
export interface AllowList {
  /** The name itself is allowed, wherever it leads. */
  readonly allowsHost: (hostname: string) => boolean;
  readonly allowsAddress: (address: string) => boolean;
}

/** Reads an allow-list; entries that say nothing allow nothing. */
export function createAllowList(entries: readonly string[]): AllowList {
  const hosts = new Set(entries.map((entry) => bareHost(entry)));
  const networks = entries.flatMap((entry) => networkOf(entry) ?? []);
  return {
    allowsHost: (hostname) => hosts.has(bareHost(hostname)),
    allowsAddress(address) {
      const plain = withoutZone(address);
      const family = familyOf(plain);
      // An IPv4 range does not stand for the same addresses written in IPv6.
      return (
        family !== null &&
        networks.some((network) => network.family === family && isIn(plain, family, network.range))
      );
    },
  };
}

/** Whether an entry of `forward_allow` is a host, an address or a network. */
export function isAllowEntry(entry: string): boolean {
  if (networkOf(entry) !== null) return true;
  return /^[a-z0-9_](?:[a-z0-9_.-]*[a-z0-9_])?$/i.test(entry) && !/^[\d.]+$/.test(entry);
}

function networkOf(entry: string): { family: Family; range: Range } | null {
  const network = parseNetwork(entry);
  if (network === null) return null;
  return { family: network.family, range: ["allowed", network.address, network.prefix] };
}

/** An address, or a network as `10.0.0.0/8`; null: it is neither. */
export function parseNetwork(
  entry: string,
): { readonly family: Family; readonly address: string; readonly prefix: number } | null {
  const [address = "", prefix, ...rest] = entry.replace(/^\[(.*)\]$/, "$1").split("/");
  const family = familyOf(address);
  if (family === null || rest.length > 0) return null;
  const most = family === "ipv4" ? 32 : 128;
  if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return null;
  const bits = prefix === undefined ? most : Number(prefix);
  return bits > most ? null : { family, address, prefix: bits };
}

function isIn(address: string, family: Family, range: Range): boolean {
  let list = checks.get(range);
  if (list === undefined) {
    list = new BlockList();
    list.addSubnet(range[1], range[2], isIPv6(range[1]) ? "ipv6" : "ipv4");
    // Ranges are few: those of this file, and those of an allow-list while it is asked.
    if (IPV4_RANGES.includes(range) || IPV6_RANGES.includes(range)) checks.set(range, list);
  }
  return list.check(address, family);
}

function familyOf(address: string): Family | null {
  const version = isIP(address);
  if (version === 0) return null;
  return version === 4 ? "ipv4" : "ipv6";
}

/** `fe80::1%eth0` */
function withoutZone(address: string): string {
  return address.replace(/%.*$/, "");
}

/** As URLs write it, without brackets and the dot of a full name. */
function bareHost(host: string): string {
  return host
    .toLowerCase()
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
}
