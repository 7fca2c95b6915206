// MCP servers as Claude Code takes them: one file, and nothing beside it.

import path from "node:path";
import type { McpGrant } from "./mcp-grants.ts";
import { startCommand } from "./mcp-start-file.ts";
import { literalUrl } from "./literal-url.ts";

const FILE = "mcp.json";

/** The flags and the file. */
export function claudeMcp(
  grants: readonly McpGrant[],
  temporaryFolder: string,
): { parameters: string[]; files: Record<string, string> } {
  if (grants.length === 0) return { parameters: [], files: {} };
  const mcpServers = Object.fromEntries(
    grants.map(({ name, connection }) => {
      if (connection.kind === "http")
        return [
          name,
          { type: "http", url: literalUrl(connection.url), headers: connection.headers },
        ];
      const [command, ...args] = startCommand(temporaryFolder, name);
      return [name, { type: "stdio", command, args }];
    }),
  );
  return {
    parameters: ["--mcp-config", path.join(temporaryFolder, FILE)],
    files: { [FILE]: JSON.stringify({ mcpServers }) },
  };
}

/** The tools that are allowed, as its flag has them. */
export function claudeMcpTools(grants: readonly McpGrant[]): string[] {
  return grants.flatMap(({ name, tools }) =>
    tools === null ? [`mcp__${name}`] : tools.map((tool) => `mcp__${name}__${tool}`),
  );
}

/**
 * Why a header cannot be handed over; null: all can. It takes `${NAME}` for a variable, more than once and with no way
 * to write the sign itself.
 */
export function claudeMcpRefusal(grants: readonly McpGrant[]): string | null {
  const found = grants.find(
    ({ connection }) =>
      connection.kind === "http" &&
      Object.values(connection.headers).some((value) => value.includes("${")),
  );
  return found === undefined ? null : `${found.name}: claude would change \${ in a header`;
}
