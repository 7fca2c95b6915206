// A control: a server that refuses whoever comes when all its places are taken, as Node's own does.

import { createServer } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** Answers every request 202, while it has a place; serves until it is closed. */
export async function openRefusingServer(
  maxConnections: number,
): Promise<{ readonly url: string; close(): void }> {
  const server = createServer((request, response) => {
    request.resume();
    request.once("end", () => response.writeHead(202).end("{}"));
  });
  server.maxConnections = maxConnections;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
