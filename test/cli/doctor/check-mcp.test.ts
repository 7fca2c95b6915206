import { expect, it } from "vitest";
import { checkMcpServers } from "../../../src/cli/doctor/check-mcp.ts";
import { Config } from "../../../src/core/settings/config.ts";
import { Hook } from "../../../src/core/settings/hook.ts";
import type { LoadedMcpServer } from "../../../src/core/settings/mcp-server.ts";
import { NO_SECRETS } from "../../../src/core/settings/settings.ts";

const server = (name: string, program: string, problem: string | null = null): LoadedMcpServer => ({
  name,
  connection: { kind: "stdio", command: [program], environment: {} },
  problem,
  secretValues: [],
});

it("says which servers an agent could not be given", () => {
  const hook = Hook.parse({
    id: "a",
    title: "A",
    mode: "cron_task",
    mcp_servers: ["here", "gone", "poor"],
  });
  const web = { kind: "http", url: "https://e.example/mcp", headers: {} } as const;
  const settings = {
    config: Config.parse({}),
    hooks: new Map([
      [hook.id, { id: hook.id, state: "valid" as const, hook, secrets: NO_SECRETS, problems: [] }],
    ]),
    mcpServers: [
      server("here", "sh"),
      server("gone", "no-such-program"),
      server("poor", "sh", "a value cannot be had"),
      server("unused", "/no/such/program"),
      { name: "web", connection: web, problem: null, secretValues: [] },
    ],
    problems: [],
    secretValues: [],
  };

  const found = checkMcpServers({ environment: { PATH: "/usr/bin:/bin" } }, settings, null);

  expect(found.map(({ check, level }) => `${check}: ${level}`)).toEqual([
    "mcp here: ok",
    "mcp gone: error",
    "mcp poor: error",
    "mcp unused: note",
    "mcp web: ok",
  ]);
});
