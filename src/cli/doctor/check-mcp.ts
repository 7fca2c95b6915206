import { isThere } from "../../agents/mcp/prepare-mcp.ts";
import type { SettingsSnapshot } from "../../core/settings/settings.ts";
import type { CommandContext } from "../command.ts";
import type { Finding } from "./finding.ts";

/** The MCP servers: whether their programs are where agents look for them. Nothing is started or asked. */
export function checkMcpServers(
  { environment }: Pick<CommandContext, "environment">,
  settings: SettingsSnapshot,
  servicePath: string | null,
): Finding[] {
  const { config, hooks, mcpServers = [] } = settings;
  const searchPath = config.agents.path ?? servicePath ?? environment["PATH"] ?? "";
  const used = new Set([...hooks.values()].flatMap(({ hook }) => hook?.mcpServers ?? []));
  return mcpServers.map((server): Finding => {
    const { name, connection, problem } = server;
    const check = `mcp ${name}`;
    const level = used.has(name) ? "error" : "note";
    if (problem !== null) return { check, level, message: problem };
    if (connection.kind === "http")
      return { check, level: "ok", message: `${connection.url} (not asked)` };
    const [program = ""] = connection.command;
    if (isThere(server, searchPath)) return { check, level: "ok", message: program };
    const hint = "install it, or write its whole path into command";
    return { check, level, message: `${program} is not there, or not on the PATH`, hint };
  });
}
