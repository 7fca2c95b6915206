// In: what an MCP server answered: JSON, or a stream of events with the answer among them. Out: the result, or why
// there is none.

import { rpcMessage, toolFailure } from "../../core/outbound/sender-report-answers.ts";
import type { SinkFailure, SinkResult } from "../sink.ts";
import type { ApiAnswer } from "../../outbound/ask-api.ts";

/** A result, or what came in its place. */
export type McpAnswer =
  | { readonly ok: true; readonly result: unknown; readonly sessionId: string | null }
  | SinkFailure;

/** The request itself is wrong: it would be so the next time, too. */
const FINAL_CODES: ReadonlySet<number> = new Set([-32_600, -32_601, -32_602, -32_700]);
const SHOWN = 300;

/** Finds the answer to a request; one to a notification says nothing. */
export function readMcpAnswer(
  { headers, text, json }: Extract<ApiAnswer, { ok: true }>,
  { id, mask }: { readonly id: number | undefined; readonly mask: (text: string) => string },
): McpAnswer {
  const given = headers["mcp-session-id"];
  const sessionId = typeof given === "string" && given !== "" ? given : null;
  if (id === undefined) return { ok: true, result: null, sessionId };
  const isStream = /^text\/event-stream\b/i.test(headers["content-type"] ?? "");
  const messages = isStream ? eventsOf(text) : [json];
  const message = messages
    .map((one) => rpcMessage(one))
    .find((one) => one?.id === id && (one.error !== undefined || one.result !== undefined));
  if (message === undefined) return failed("the MCP server gave no answer to the request", false);
  const { error, result } = message;
  if (error === undefined) return { ok: true, result, sessionId };
  const words = `the MCP server refused it: ${error.code} ${mask(error.message).slice(0, SHOWN)}`;
  return failed(words, FINAL_CODES.has(error.code));
}

/** Reads what a tool said: a failure of its own is tried again, since only the tool knows whether it passes. */
export function readToolResult(
  { result }: Extract<McpAnswer, { ok: true }>,
  { tool, mask }: { readonly tool: string; readonly mask: (text: string) => string },
): SinkResult {
  const said = toolFailure(result);
  if (said === null) return { ok: true };
  const words = mask(said).slice(0, SHOWN).toWellFormed();
  return failed(`the tool ${tool} failed: ${words}`, false);
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
function eventsOf(stream: string): unknown[] {
  return stream.split(/\r\n\r\n|\n\n|\r\r/).flatMap((event) => {
    const data = event
      .split(/\r\n|\n|\r/)
      .filter((line) => line.startsWith("data:"))
      .map((line) => line.slice("data:".length).replace(/^ /, ""))
      .join("\n");
    return data === "" ? [] : [jsonOf(data)];
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

function failed(error: string, final: boolean): SinkFailure {
  return { ok: false, error, final };
}
