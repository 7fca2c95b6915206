import { toUrl } from "../daemon/running-daemon.ts";

/** Where the hook listener is reached. */
interface Webhooks {
  readonly host: string;
  readonly port: number;
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
