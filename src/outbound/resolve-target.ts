// In: a URL that something is to be sent to. Out: the addresses that it may go to, checked just now. Whoever connects
// to one of these and to no other cannot be led elsewhere by a second answer of the name's server.

import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { createAllowList, refusedRange } from "../core/outbound/address-range.ts";
import { toError } from "../core/records/errors.ts";

/** An address of a host. */
export interface HostAddress {
  readonly address: string;
  readonly family: number;
}

/** Asks for all addresses of a name. */
export type Lookup = (hostname: string) => Promise<readonly HostAddress[]>;

/** The addresses, or why there are none. */
export type ResolvedTarget =
  | { readonly ok: true; readonly addresses: readonly HostAddress[] }
  | { readonly ok: false; readonly kind: "refused" | "unreachable"; readonly reason: string };

/** The machine's own way to resolve names. */
export const systemLookup: Lookup = (hostname) => lookup(hostname, { all: true });

/**
 * Resolves and checks the host of a URL. One address that is not public refuses the whole name, unless `allowed`
 * (hosts, addresses, networks) has it. Never throws.
 */
export async function resolveTarget(
  ask: Lookup,
  url: URL,
  allowed: readonly string[],
): Promise<ResolvedTarget> {
  // URLs write decimal, octal and hexadecimal addresses in their usual form by themselves.
  const hostname = url.hostname.replace(/^\[(.*)\]$/, "$1");
  const allow = createAllowList(allowed);
  const found = await addressesOf(ask, hostname);
  if (!Array.isArray(found)) return found;
  if (allow.allowsHost(hostname)) return { ok: true, addresses: found };
  for (const { address } of found) {
    const range = refusedRange(address);
    if (range === null || allow.allowsAddress(address)) continue;
    const leads = address === hostname ? "is" : `leads to ${address}, which is`;
    return { ok: false, kind: "refused", reason: `${hostname} ${leads} ${range}` };
  }
  return { ok: true, addresses: found };
}

/** Tells whether the owner has named a host, without asking anybody where it leads. */
export function isNamedTarget(url: URL, allowed: readonly string[]): boolean {
  const hostname = plainHost(url);
  const allow = createAllowList(allowed);
  if (allow.allowsHost(hostname) || allow.allowsAddress(hostname)) return true;
  return isOwnName(hostname) && ["127.0.0.1", "::1"].some((one) => allow.allowsAddress(one));
}

/** What can be said of a host without asking anybody: of an address, and of this machine's own name. */
export function literalProblem(url: URL, allowed: readonly string[]): string | null {
  const hostname = plainHost(url);
  if (isNamedTarget(url, allowed)) return null;
  if (isIP(hostname) === 0) return isOwnName(hostname) ? `${hostname} is loopback` : null;
  const range = refusedRange(hostname);
  return range === null ? null : `${hostname} is ${range}`;
}

function plainHost(url: URL): string {
  return url.hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
}

function isOwnName(hostname: string): boolean {
  return hostname === "localhost" || hostname.endsWith(".localhost");
}

async function addressesOf(
  ask: Lookup,
  hostname: string,
): Promise<HostAddress[] | (ResolvedTarget & { ok: false })> {
  const family = isIP(hostname);
  if (family !== 0) return [{ address: hostname, family }];
  try {
    const found = [...(await ask(hostname))];
    if (found.length > 0) return found;
    return { ok: false, kind: "unreachable", reason: `${hostname} has no address` };
  } catch (thrown) {
    const error: NodeJS.ErrnoException = toError(thrown);
    const reason = `${hostname} cannot be resolved: ${error.code ?? error.message}`;
    return { ok: false, kind: "unreachable", reason };
  }
}
