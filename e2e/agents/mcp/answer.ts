// The smallest MCP server: two tools that take a text and say it again.

import { appendFileSync } from "node:fs";

/** A line of what a server noted. */
export interface McpNote {
  readonly what: "started" | "called";
  readonly tool?: string;
  readonly text?: string;
  /** The environment of a program, or the headers of a request. */
  readonly around: Readonly<Record<string, string | undefined>>;
}

interface Question {
  readonly id?: number | string;
  readonly method: string;
  readonly params?: {
    readonly protocolVersion?: string;
    readonly name?: string;
    readonly arguments?: { readonly text?: string };
  };
}

const TOOLS = ["note_down", "tear_up"].map((name) => ({
  name,
  description: `${name.replace("_", " ")}: takes a text`,
  inputSchema: { type: "object", properties: { text: { type: "string" } }, required: ["text"] },
}));

/** Answers a message of the protocol; null: it wants no answer. */
export function answerMcp(
  message: string,
  { record, around }: { readonly record: string; readonly around: McpNote["around"] },
): string | null {
  const { id, method, params = {} } = JSON.parse(message) as Question;
  if (id === undefined) return null;
  const answer = (result: object): string => JSON.stringify({ jsonrpc: "2.0", id, result });
  switch (method) {
    case "initialize":
      note(record, { what: "started", around });
      return answer({
        protocolVersion: params.protocolVersion ?? "2025-03-26",
        capabilities: { tools: {} },
        serverInfo: { name: "notes", version: "1.0.0" },
      });
    case "tools/list":
      return answer({ tools: TOOLS });
    case "tools/call": {
      const text = params.arguments?.text ?? "";
      note(record, { what: "called", tool: params.name ?? "", text, around });
      return answer({ content: [{ type: "text", text: `noted: ${text}` }] });
    }
    case "ping":
      return answer({});
    default:
      return JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32_601, message: "unknown" } });
  }
}

function note(record: string, line: McpNote): void {
  appendFileSync(record, `${JSON.stringify(line)}\n`);
}
