// A key that was just made comes in; it is shown this once, with what to do with it at home.

import { relayPaths } from "../../relay/paths.ts";
import { loadRelayConfig } from "../../relay/settings/load-relay-config.ts";
import type { CommandContext } from "../command.ts";
import { dateAndTime } from "../terminal/when.ts";

/** A new key. */
export interface MadeKey {
  readonly name: string;
  readonly text: string;
  readonly expiresAt: number | null;
}

/** The key on standard output; on standard error the lines for the home that it is for. */
export async function sayKey(
  { paths, environment, out }: CommandContext,
  { name, text, expiresAt }: MadeKey,
): Promise<void> {
  const { settings } = await loadRelayConfig(relayPaths(paths.root).configFile, environment);
  const publicUrl = settings?.config.publicUrl?.replace(/\/+$/, "");
  const outside = publicUrl ?? "https://<this relay>";
  const url = outside.replace(/^http/, "ws");
  const baseUrl = `${outside}/${name}`;
  const wire = { daemon: name, key: text, expires_at: expiresAt, url, base_url: baseUrl };
  out.result(wire, () => [text]);
  const end = expiresAt === null ? "never" : dateAndTime(expiresAt);
  const tunnel = { name: "relay", kind: "relay", url, key: "file:/path/of/the/key" };
  for (const line of [
    `the key of ${name} is shown once, above; it expires: ${end}`,
    "at home, put it into a file of mode 0600, and into config.json:",
    `  "tunnels": [${JSON.stringify(tunnel)}]`,
    "then:",
    "  wakehook config set features.tunnel true",
    `  wakehook config set webhooks.public_base_url ${baseUrl}`,
  ])
    out.notice(line);
}
