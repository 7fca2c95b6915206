// In: how a run goes. Out: one tools/call of an MCP server over streamable HTTP. It may be called twice (the daemon
// dies between the call and the note of it), always with the same Idempotency-Key.
// https://modelcontextprotocol.io/specification/2025-06-18/basic/transports

import { mcpVersion } from "../../core/outbound/sender-report-answers.ts";
import { fillArguments } from "../../core/outbound/sender-report-arguments.ts";
import type { SinkResult } from "../sink.ts";
import type { ApiRequest } from "../../outbound/ask-api.ts";
import { readMcpAnswer, readToolResult, type McpAnswer } from "./mcp-answer.ts";
import { never, type Tell, type Telling } from "./telling.ts";

const VERSION = "2025-06-18";
const NEEDS = "a token with more rights";

/** Asks for a method; without an id it is a notification. */
type Call = (method: string, params: unknown, id?: number) => Promise<McpAnswer>;

/** Tells it: a session of its own, one call, and the session's end. */
export const tellMcp: Tell<"mcp"> = async (telling) => {
  const { report, context, messageId, mask } = telling;
  const url = urlOf(telling);
  if (url === null) return never(`${telling.field}.url is no URL`);
  const session: Record<string, string> = {};
  const call = createCall(telling, url, session);
  const opened = await openSession(call, session);
  if (!opened.ok) return opened;
  const result = await call(
    "tools/call",
    {
      name: report.tool,
      arguments: fillArguments(report.arguments, context),
      _meta: { "wakehook/message": messageId },
    },
    2,
  );
  await closeSession(telling, url, session);
  return result.ok ? readToolResult(result, { tool: report.tool, mask }) : result;
};

async function openSession(call: Call, session: Record<string, string>): Promise<SinkResult> {
  const opened = await call(
    "initialize",
    {
      protocolVersion: VERSION,
      capabilities: {},
      clientInfo: { name: "wakehook", version: "1" },
    },
    1,
  );
  if (!opened.ok) return opened;
  const { sessionId } = opened;
  session["mcp-protocol-version"] = mcpVersion(opened.result) ?? VERSION;
  if (sessionId !== null) session["mcp-session-id"] = sessionId;
  return call("notifications/initialized", {});
}

function createCall(
  telling: Telling<"mcp">,
  url: URL,
  session: Readonly<Record<string, string>>,
): Call {
  return async (method, params, id) => {
    const request = { jsonrpc: "2.0", ...(id === undefined ? {} : { id }), method, params };
    const answer = await telling.ask({ ...requestTo(telling, url, session), json: request });
    return answer.ok ? readMcpAnswer(answer, { id, mask: telling.mask }) : answer;
  };
}

/** Servers that keep sessions would keep this one; whether they end it is theirs. */
async function closeSession(
  telling: Telling<"mcp">,
  url: URL,
  session: Readonly<Record<string, string>>,
): Promise<void> {
  if (session["mcp-session-id"] === undefined) return;
  await telling.ask({ ...requestTo(telling, url, session), method: "DELETE" });
}

function requestTo(
  { report, secrets, messageId }: Telling<"mcp">,
  url: URL,
  session: Readonly<Record<string, string>>,
): ApiRequest {
  const own = Object.entries(report.headers ?? {}).map(([name, written]): [string, string] => [
    name.toLowerCase(),
    secrets.headers[name] ?? written,
  ]);
  const names = new Set(own.map(([name]) => name));
  const { token } = secrets;
  const usual: Array<[string, string]> = [
    ["accept", "application/json, text/event-stream"],
    ["idempotency-key", messageId],
    ...(token === null ? [] : [["authorization", `Bearer ${token}`] as [string, string]]),
    ...Object.entries(session),
  ];
  const headers = [...usual.filter(([name]) => !names.has(name)), ...own];
  return { method: "POST", url, headers, needs: NEEDS, isRead: true, shown: url.origin };
}

function urlOf({ report, secrets }: Telling<"mcp">): URL | null {
  const written = secrets.url ?? report.url;
  return URL.canParse(written) ? new URL(written) : null;
}
