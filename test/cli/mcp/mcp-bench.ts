// `wakehook mcp` as a process of its own, spoken to with the SDK's own client.

import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { CallToolResult } from "@modelcontextprotocol/sdk/types.js";
import { builtLauncher } from "../../e2e/built-program.ts";
import type { DaemonHome } from "../../e2e/open-home.ts";

/** What a tool said. */
export interface Said {
  readonly text: string;
  readonly isError: boolean;
}

/** A client of one server. */
export interface McpBench {
  readonly client: Client;
  readonly pid: number;
  /** What the program wrote to standard error. */
  notices(): string;
  call(name: string, args?: Record<string, unknown>): Promise<Said>;
  close(): Promise<void>;
}

/** Starts the program for a home, with further arguments. */
export async function openMcp(
  home: Pick<DaemonHome, "folder" | "paths">,
  argv: readonly string[] = [],
  environment: Readonly<Record<string, string>> = {},
): Promise<McpBench> {
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: [await builtLauncher(), "mcp", ...argv],
    env: {
      PATH: "/usr/bin:/bin",
      HOME: home.folder,
      WAKEHOOK_HOME: home.paths.root,
      ...environment,
    },
    stderr: "pipe",
  });
  let notices = "";
  transport.stderr?.on("data", (chunk: Buffer) => (notices += chunk.toString()));
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  return {
    client,
    pid: transport.pid ?? 0,
    notices: () => notices,
    async call(name, args = {}) {
      const answer = (await client.callTool({ name, arguments: args })) as CallToolResult;
      const [first] = answer.content;
      return { text: first?.type === "text" ? first.text : "", isError: answer.isError === true };
    },
    close: () => client.close(),
  };
}

/** Every text that stands between markers. */
export function fenced(text: string): string[] {
  return [...text.matchAll(/<outside-([0-9a-f]{16})>\n(.*?)\n<\/outside-\1>/gs)].map(
    ([, , inside]) => inside ?? "",
  );
}

/** The text without what stands between markers. */
export function unfenced(text: string): string {
  return text.replaceAll(/<outside-([0-9a-f]{16})>\n.*?\n<\/outside-\1>/gs, "");
}
