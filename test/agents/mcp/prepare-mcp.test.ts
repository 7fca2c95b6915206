import { afterEach, beforeEach, expect, it } from "vitest";
import type { LoadedMcpServer } from "../../../src/core/settings/mcp-server.ts";
import { openAgentBench, type AgentBench } from "../agent-bench.ts";

let bench: AgentBench;
beforeEach(async () => {
  bench = await openAgentBench();
});
afterEach(() => bench.close());

const server = (program: string, problem: string | null = null): LoadedMcpServer => ({
  name: "notes",
  connection: { kind: "stdio", command: [program], environment: {} },
  problem,
  secretValues: [],
});
const ask = (one: LoadedMcpServer) =>
  bench.run("codex", "good", { mcpServers: [one], allowedTools: ["mcp__notes"] });

it("starts no agent whose server's program is missing", async () => {
  expect(await ask(server("no-such-program"))).toMatchObject({
    status: "error:mcp_server",
    reason: expect.stringContaining("no-such-program"),
    untouched: true,
  });
  expect(await ask(server("./claude"))).toMatchObject({ status: "error:mcp_server" });
  await expect(bench.record()).rejects.toThrow("ENOENT");
});

it("starts no agent whose server's secret cannot be had", async () => {
  expect(await ask(server("claude", "it is gone"))).toMatchObject({
    status: "error:mcp_server",
    reason: "notes: it is gone",
  });
});

it("starts an agent whose servers are there", async () => {
  expect(await ask(server("claude"))).toMatchObject({ status: "success" });
  expect((await bench.record()).parameters.join(" ")).toContain('mcp_servers={"notes"={');
});
