// Every kind of tunnel. Only what the owner uses is loaded.

import type { TunnelKind } from "../core/settings/tunnel.ts";
import type { CreateDialect } from "./dialect-deps.ts";

/** How each dialect is loaded. */
export const DIALECTS: Readonly<Record<TunnelKind, () => Promise<CreateDialect>>> = {
  relay: async () => (await import("./relay/relay-dialect.ts")).createRelayDialect,
  openpr: async () => (await import("./openpr/openpr-dialect.ts")).createOpenprDialect,
};
