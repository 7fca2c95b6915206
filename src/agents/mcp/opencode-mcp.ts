// MCP servers as opencode takes them: in settings that are merged into the owner's. So those of the owner are switched
// off by name, and a secret stands in a file.

import path from "node:path";
import { parseRecord, recordOf } from "../providers/fields.ts";
import { literalUrl } from "./literal-url.ts";
import { freeName, type McpGrant } from "./mcp-grants.ts";
import { startCommand } from "./mcp-start-file.ts";

/** `external_*` would be a permission of its own, and not the tools of a server called so. */
const RESERVED = ["external", "doom"];

/** What the program is started with. */
export interface OpencodeMcp {
  /** Permission rules; they belong behind all others. */
  readonly rules: Record<string, "allow" | "deny">;
  /** Entries of its `mcp`. */
  readonly servers: Record<string, object>;
  readonly files: Record<string, string>;
}

/** The rules, settings and files. `own`: what it would load by itself. */
export function opencodeMcp(
  grants: readonly McpGrant[],
  own: readonly string[],
  temporaryFolder: string,
): OpencodeMcp {
  const taken = new Set([...own, ...RESERVED]);
  const made: OpencodeMcp = { rules: {}, servers: {}, files: {} };
  for (const name of own) made.servers[name] = { enabled: false };
  for (const { name, connection, tools } of grants) {
    const key = freeName(name, taken);
    taken.add(key);
    made.rules[`${key}_*`] = tools === null ? "allow" : "deny";
    for (const tool of tools ?? [])
      made.rules[`${key}_${tool.replaceAll(/[^\w-]/g, "_")}`] = "allow";
    if (connection.kind === "stdio") {
      const command = startCommand(temporaryFolder, name);
      made.servers[key] = { type: "local", command, enabled: true };
      continue;
    }
    const headers: Record<string, string> = {};
    for (const [at, [header, value]] of Object.entries(connection.headers).entries()) {
      const file = `mcp-${name}-${at}`;
      made.files[file] = value;
      headers[header] = `{file:${path.join(temporaryFolder, file)}}`;
    }
    const url = literalUrl(connection.url);
    made.servers[key] = { type: "remote", url, headers, oauth: false, enabled: true };
  }
  return made;
}

/** The owner's own settings from the environment with the servers in them; null: they cannot be read. */
export function withServers(
  written: string | undefined,
  servers: Record<string, object>,
): string | null {
  const settings = parseRecord(written ?? "{}");
  if (settings === null) return null;
  return JSON.stringify({ ...settings, mcp: { ...recordOf(settings["mcp"]), ...servers } });
}

/** The servers that `opencode debug config` tells of; null: it is no such answer. */
export function opencodeOwnServers(stdout: string): string[] | null {
  const settings = parseRecord(stdout);
  return settings === null ? null : Object.keys(recordOf(settings["mcp"]));
}
