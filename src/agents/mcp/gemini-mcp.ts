// MCP servers as Gemini CLI takes them: in settings that are stronger than the owner's and the folder's, and the names
// of those that are loaded.

import type { McpGrant } from "./mcp-grants.ts";
import { literalUrl } from "./literal-url.ts";
import { startCommand } from "./mcp-start-file.ts";

/** No server has this name: an empty list would allow them all. */
const NOBODY = "no-server-of-wakehook";

/** The flags, and the settings; null: there is nothing to set. */
export function geminiMcp(
  grants: readonly McpGrant[],
  temporaryFolder: string,
): { parameters: string[]; settings: object | null } {
  const names = grants.length === 0 ? [NOBODY] : grants.map(({ name }) => name);
  const parameters = names.map((name) => `--allowed-mcp-server-names=${name}`);
  if (grants.length === 0) return { parameters, settings: null };
  const mcpServers = Object.fromEntries(
    grants.map(({ name, connection, tools }) => {
      // A server whose name is allowed may do all that it offers: what it offers is bounded here.
      const bound = tools === null ? {} : { includeTools: tools };
      if (connection.kind === "http")
        return [
          name,
          { httpUrl: literalUrl(connection.url), headers: literal(connection.headers), ...bound },
        ];
      const [command, ...args] = startCommand(temporaryFolder, name);
      return [name, { command, args, ...bound }];
    }),
  );
  // A command of the owner's settings would take the name `mcp`.
  return { parameters, settings: { mcpServers, mcp: { serverCommand: "" } } };
}

/** `$` stands for a variable twice: where the settings are read, and where a header is sent. */
function literal(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      value.replaceAll("$", "\\${WAKEHOOK_NOT_SET:-$}"),
    ]),
  );
}
