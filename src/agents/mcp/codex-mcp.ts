// MCP servers as Codex takes them: a table among its settings, which is merged into the owner's. So those of the owner
// are switched off by name, and a secret stands in the environment.

import { freeName, type McpGrant } from "./mcp-grants.ts";
import { startCommand } from "./mcp-start-file.ts";

/** Its shell gets no variable with SECRET in its name. */
const SECRET_VARIABLE = "WAKEHOOK_MCP_SECRET_";

/** The setting and the variables. `own`: what it would load by itself. */
export function codexMcp(
  grants: readonly McpGrant[],
  own: readonly string[],
  temporaryFolder: string,
): { parameters: string[]; environment: Record<string, string> } {
  const taken = new Set(own);
  const environment: Record<string, string> = {};
  const rows = grants.map(({ name, connection, tools }) => {
    const key = freeName(name, taken);
    taken.add(key);
    const fields =
      connection.kind === "stdio"
        ? stdioFields(startCommand(temporaryFolder, name))
        : [`url=${toml(connection.url)}`, headerField(connection.headers, environment)];
    const bound = tools === null ? [] : [`enabled_tools=[${tools.map(toml).join(",")}]`];
    // Nobody is there to be asked; what is not allowed is not offered.
    return `${toml(key)}={${[...fields, ...bound, 'default_tools_approval_mode="approve"'].join(",")}}`;
  });
  const off = own.map((name) => `${toml(name)}={enabled=false}`);
  if (rows.length + off.length === 0) return { parameters: [], environment };
  return { parameters: ["-c", `mcp_servers={${[...rows, ...off].join(",")}}`], environment };
}

function stdioFields([command, file]: [string, string]): string[] {
  return [`command=${toml(command)}`, `args=[${toml(file)}]`];
}

function headerField(
  headers: Readonly<Record<string, string>>,
  environment: Record<string, string>,
): string {
  const pairs = Object.entries(headers).map(([name, value]) => {
    const variable = `${SECRET_VARIABLE}${Object.keys(environment).length}`;
    environment[variable] = value;
    return `${toml(name)}=${toml(variable)}`;
  });
  return `env_http_headers={${pairs.join(",")}}`;
}

/** A basic string of TOML takes every escape that JSON writes; DEL is written out, it may not stand there. */
function toml(text: string): string {
  return JSON.stringify(text).replaceAll("\u007f", "\\u007F");
}

/** The servers that `codex mcp list --json` names; null: it is no such list. */
export function codexOwnServers(stdout: string): string[] | null {
  try {
    const list: unknown = JSON.parse(stdout);
    if (!Array.isArray(list)) return null;
    const names = list.map((one: unknown) => (one as { name?: unknown } | null)?.name);
    return names.every((name) => typeof name === "string") ? names : null;
  } catch {
    return null;
  }
}
