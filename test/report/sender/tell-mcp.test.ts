// Reports by tools/call: to the server of the protocol's own package, and to answers written from its specification.
// https://modelcontextprotocol.io/specification/2025-06-18/basic/transports

import { randomUUID } from "node:crypto";
import { McpServer } from "@modelcontextprotocol/sdk/server/mcp.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import type { ServerResponse } from "node:http";
import { describe, expect, it, onTestFinished } from "vitest";
import * as z from "zod";
import { markOf } from "../../../src/core/admission/mark.ts";
import { runId } from "../../ledger/temp-ledger.ts";
import { openJsonServer, sendJson, type JsonAsked } from "./json-server.ts";
import { MARK_KEY, senderWorld, TOKEN } from "./sender-world.ts";

const EVENT = { data: { issue: { id: "WI-7", points: 3 } } };
const REPORT = {
  kind: "mcp",
  token: TOKEN,
  tool: "comments.create",
  arguments: {
    work_item_id: "{{data.issue.id}}",
    points: "{{data.issue.points}}",
    gone: "{{data.gone}}",
    list: ["{{$report.status}}", 1, true],
    content: "{{$report.text}}",
  },
};

function world(url: string, fields: object = {}) {
  return senderWorld({ ...REPORT, url, ...fields }, { source: "generic" });
}

async function wholeRun(it: ReturnType<typeof world>, outcome = {}) {
  await it.deliver(1, EVENT);
  it.start(1);
  it.end(1, outcome);
  return it.tell();
}

/** What a request of JSON-RPC says. */
interface Rpc {
  readonly id?: number;
  readonly method?: string;
  readonly params?: Record<string, unknown>;
}
const rpc = ({ json }: JsonAsked): Rpc => json ?? {};

/** Answers as a server without sessions does; the call itself as it is told. */
function plainServer(call: (asked: JsonAsked, response: ServerResponse) => void) {
  return openJsonServer((asked, response) => {
    const { id, method } = rpc(asked);
    if (method === "initialize")
      sendJson(response, { jsonrpc: "2.0", id, result: { protocolVersion: "2025-03-26" } });
    else if (id === undefined) response.writeHead(202).end();
    else call(asked, response);
  });
}

describe("the package's own server", () => {
  it.each([true, false])(
    "takes the call and gets its arguments (JSON answers: %s)",
    async (json) => {
      const calls: unknown[] = [];
      const ended: string[] = [];
      const server = new McpServer({ name: "tasks", version: "1.0.0" });
      const inputSchema = {
        work_item_id: z.string(),
        points: z.number(),
        gone: z.null(),
        list: z.array(z.union([z.string(), z.number(), z.boolean()])),
        content: z.string(),
      };
      server.registerTool("comments.create", { description: "x", inputSchema }, (given) => {
        calls.push(given);
        return { content: [{ type: "text", text: "made" }] };
      });
      const transport = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        enableJsonResponse: json,
        onsessionclosed: (id) => void ended.push(id),
      });
      await server.connect(transport);
      onTestFinished(() => server.close());
      const http = await openJsonServer(
        (asked, response) => void transport.handleRequest(asked.request, response, asked.json),
      );
      const it = world(`${http.url}/mcp`);

      expect(await wholeRun(it)).toMatchObject([{ ok: true }]);

      const mark = `<!-- ${markOf(runId(1), MARK_KEY)} -->`;
      expect(calls).toEqual([
        {
          work_item_id: "WI-7",
          points: 3,
          gone: null,
          list: ["success", 1, true],
          content: `It is a bug.\n\n**Triage**: success · 1 min 23 s\n\n${mark}`,
        },
      ]);
      expect(ended).toHaveLength(1);
    },
  );
});

it("asks in the order and with the headers that the specification names", async () => {
  const http = await openJsonServer((asked, response) => {
    const { id, method } = rpc(asked);
    if (id === undefined) {
      response.writeHead(asked.method === "DELETE" ? 405 : 202).end();
      return;
    }
    const result = method === "initialize" ? { protocolVersion: "2025-06-18" } : { content: [] };
    sendJson(response, { jsonrpc: "2.0", id, result }, { headers: { "mcp-session-id": "s-1" } });
  });
  const it = world(http.url);

  expect(await wholeRun(it)).toMatchObject([{ ok: true }]);

  expect(http.asked.map((asked) => [asked.method, rpc(asked).method ?? ""])).toEqual([
    ["POST", "initialize"],
    ["POST", "notifications/initialized"],
    ["POST", "tools/call"],
    ["DELETE", ""],
  ]);
  const [entry] = it.ledger.outbox({ limit: 1 });
  const [first, ...others] = http.asked;
  expect(first?.headers).toMatchObject({
    accept: "application/json, text/event-stream",
    "content-type": "application/json",
    authorization: `Bearer ${TOKEN}`,
    "idempotency-key": entry?.messageId,
  });
  expect(first?.headers).not.toHaveProperty("mcp-session-id");
  for (const { headers } of others)
    expect(headers).toMatchObject({
      "mcp-session-id": "s-1",
      "mcp-protocol-version": "2025-06-18",
      authorization: `Bearer ${TOKEN}`,
    });
  expect(rpc(http.asked[2] as JsonAsked).params).toMatchObject({
    name: "comments.create",
    _meta: { "wakehook/message": entry?.messageId },
  });
});

it("finds the answer in a stream, behind other messages and with data of several lines", async () => {
  const http = await plainServer((asked, response) => {
    const { id } = rpc(asked);
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.end(
      `: hello\r\n\r\ndata: {"jsonrpc":"2.0","method":"notifications/message"}\n\nevent: message\nid: 4\ndata: {"jsonrpc":"2.0",\ndata: "id":${id},"result":{"content":[]}}\n\n`,
    );
  });

  expect(await wholeRun(world(http.url))).toMatchObject([{ ok: true }]);
});

it.each([
  [{ error: { code: -32_602, message: "Unknown tool" } }, true, /refused it: -32602 Unknown tool/],
  [{ error: { code: -32_603, message: "busy" } }, false, /-32603 busy/],
  [
    { result: { isError: true, content: [{ type: "text", text: "no such item" }] } },
    false,
    /the tool comments\.create failed: no such item/,
  ],
  [{}, false, /gave no answer/],
])("says why it was not taken: %j", async (answer, final, words) => {
  const http = await plainServer((asked, response) =>
    sendJson(response, { jsonrpc: "2.0", id: rpc(asked).id, ...answer }),
  );
  const [told] = await wholeRun(world(http.url));

  expect(told).toMatchObject({ ok: false, final });
  expect(told).toHaveProperty("error", expect.stringMatching(words));
});

it("waits where the server asks for patience, and calls nothing before a session is open", async () => {
  const http = await openJsonServer(
    (_, response) => void response.writeHead(429, { "retry-after": "7" }).end(),
  );
  const [told] = await wholeRun(world(http.url));

  expect(told).toMatchObject({ ok: false, final: false, retryAfterMs: 7000 });
  expect(http.asked.map((asked) => rpc(asked).method)).toEqual(["initialize"]);
});
