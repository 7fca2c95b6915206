// In: the MCP servers and the allowed tools of a request. Out: what the program is given of them. A server of which no
// tool is allowed is not started.

import type { AgentRequest } from "../../core/ports/agent-port.ts";
import { readMcpRule, type McpConnection } from "../../core/settings/mcp-server.ts";

/** A server that the program is given. */
export interface McpGrant {
  readonly name: string;
  readonly connection: McpConnection;
  /** Tools that may be used; null: all of them. */
  readonly tools: readonly string[] | null;
}

type Asked = Pick<AgentRequest, "mcpServers" | "allowedTools">;

/** The servers of the hook of which something is allowed. */
export function mcpGrants({ mcpServers = [], allowedTools }: Asked): McpGrant[] {
  const rules = allowedTools.map(readMcpRule).filter((rule) => rule !== null);
  return mcpServers.flatMap(({ name, connection }) => {
    const own = rules.filter(({ server }) => server === name).map(({ tool }) => tool);
    if (own.length === 0) return [];
    const tools = own.filter((tool) => tool !== null);
    return [{ name, connection, tools: tools.length < own.length ? null : [...new Set(tools)] }];
  });
}

/** The allowed tools that are no tools of the hook's MCP servers, as they were written. */
export function otherTools({ mcpServers = [], allowedTools }: Asked): string[] {
  const names = new Set(mcpServers.map(({ name }) => name));
  return allowedTools.filter((written) => !names.has(readMcpRule(written)?.server ?? ""));
}

/**
 * true: only the hook's own servers are loaded, which may be none. A trusted folder brings its own, where the hook
 * says nothing about servers.
 */
export function isStrictMcp({
  mcpServers,
  trustFolder,
}: Pick<AgentRequest, "mcpServers" | "trustFolder">): boolean {
  return mcpServers !== undefined || !trustFolder;
}

/** A name that nobody has taken, as near to the wanted one as can be. */
export function freeName(wanted: string, taken: ReadonlySet<string>): string {
  let name = wanted;
  for (let number = 2; taken.has(name); number += 1) name = `${wanted}-${number}`;
  return name;
}
