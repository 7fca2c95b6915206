// Where a hook is posted to: from this machine, and from outside.

/** A host and a port. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where the hook listener is reached. */
interface Webhooks extends Address {
  readonly publicBaseUrl?: string | undefined;
}

/** A hook's URL as a sender needs it; on this machine alone where no public base URL is set. */
export function hookUrl(webhooks: Webhooks, id: string): string {
  const base = webhooks.publicBaseUrl ?? toUrl(webhooks);
  return `${base.replace(/\/+$/, "")}/hooks/${id}`;
}

/** A hook's URL from this machine. */
export function localHookUrl(webhooks: Webhooks, id: string): string {
  return `${toUrl(webhooks)}/hooks/${id}`;
}

/** An address as a URL; IPv6 gets its brackets, and "every interface" is reached through loopback. */
export function toUrl(address: Address): string {
  const named =
    address.host === "0.0.0.0" ? "127.0.0.1" : address.host === "::" ? "::1" : address.host;
  return `http://${named.includes(":") ? `[${named}]` : named}:${address.port}`;
}
