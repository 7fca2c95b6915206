// The server over HTTP, on loopback.

import http from "node:http";
import type { AddressInfo } from "node:net";
import { answerMcp } from "./answer.ts";

/** Opens it on a free port. */
export async function openHttpMcp(
  record: string,
): Promise<{ url: string; close: () => Promise<void> }> {
  const server = http.createServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on("data", (piece: Buffer) => pieces.push(piece));
    request.on("end", () => {
      const around = request.headers as Record<string, string>;
      const isPost = request.method === "POST";
      const text = Buffer.concat(pieces).toString();
      const answer = isPost ? answerMcp(text, { record, around }) : null;
      if (answer === null) response.writeHead(isPost ? 202 : 405).end();
      else response.writeHead(200, { "content-type": "application/json" }).end(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
