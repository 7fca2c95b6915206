// What the daemon is compared with beside the controls: a bare node:http server with the same check, which keeps
// nothing and knows no duplicates. In: CONTROL_SECRET. Out: one line with its port.

import { randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { isProven } from "./check-request.ts";

const secret = process.env["CONTROL_SECRET"] ?? "";
const HOOK = /^\/hooks\/([a-z0-9-]+)$/;

const server = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on("data", (chunk: Buffer) => chunks.push(chunk));
  request.on("end", () => answer(request, response, Buffer.concat(chunks)));
});
server.listen(0, "127.0.0.1", () => {
  console.log(JSON.stringify({ port: (server.address() as AddressInfo).port }));
});

function answer(request: IncomingMessage, response: ServerResponse, body: Buffer): void {
  const { authorization, "x-hub-signature-256": signature } = request.headers;
  const hook = HOOK.exec(request.url ?? "")?.[1];
  const proof = { authorization, signature: typeof signature === "string" ? signature : undefined };
  if (hook === undefined || !isProven(secret, proof, body)) {
    response.writeHead(401).end();
    return;
  }
  JSON.parse(body.toString());
  const text = JSON.stringify({
    accepted: true,
    hook_id: hook,
    delivery_id: randomBytes(10).toString("hex"),
  });
  const head = { "content-type": "application/json", "content-length": Buffer.byteLength(text) };
  response.writeHead(202, head).end(text);
}
