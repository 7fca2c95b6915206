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
  for (const line of [
    `the key of ${name} is shown once, above; it expires: ${end}`,
    "at home, and paste the key when it asks:",
    `  wakehook tunnel add --url ${url} --key-file -`,
    `its hooks are then reached at ${baseUrl}/hooks/<id>`,
  ])
    out.notice(line);
}
