// A server on loopback that keeps what it is asked and answers as it is told, in JSON or otherwise.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { onTestFinished } from "vitest";

export interface JsonAsked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingMessage["headers"];
  readonly text: string;
  readonly json: unknown;
  readonly request: IncomingMessage;
}

export type JsonAnswer = (asked: JsonAsked, response: ServerResponse) => void;

export async function openJsonServer(answer: JsonAnswer) {
  const server = { url: "", asked: [] as JsonAsked[], answer };
  const http = createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const text = Buffer.concat(pieces).toString("utf8");
      const { method = "", url: path = "", headers } = request;
      const asked = { method, path, headers, text, json: jsonOf(text), request };
      server.asked.push(asked);
      server.answer(asked, response);
    });
  });
  http.listen(0, "127.0.0.1");
  await once(http, "listening");
  onTestFinished(() => {
    http.closeAllConnections();
    http.close();
  });
  server.url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  return server;
}

/** An answer in JSON. */
export function sendJson(
  response: ServerResponse,
  json: unknown,
  more: { readonly status?: number; readonly headers?: Record<string, string> } = {},
): void {
  const headers = { "content-type": "application/json", ...more.headers };
  response.writeHead(more.status ?? 200, headers).end(JSON.stringify(json));
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}
