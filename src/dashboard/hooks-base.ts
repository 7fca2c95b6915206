// Where senders post to, as far as the daemon knows.

import { toUrl } from "../core/settings/hook-url.ts";
import type { DaemonStatus } from "./pages/records.ts";
import type { Site } from "./site.ts";

/** The public base URL, else where the hook listener listens; null: it is closed. */
export async function hooksBase({ api, deps }: Pick<Site, "api" | "deps">): Promise<string | null> {
  const { publicBaseUrl } = deps.settings().config.webhooks;
  if (publicBaseUrl !== undefined) return publicBaseUrl.replace(/\/+$/, "");
  const status = await api.get<DaemonStatus>("/api/v1/status");
  const hooks = status.ok ? status.value.addresses.hooks : null;
  return hooks === null ? null : toUrl(hooks);
}
