// A server in the place of every chat platform and every bot with an address. It answers as a careless proxy does: with
// what it was asked, credentials too.

import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Evidence } from "./evidence.ts";

/** The server. */
export interface Platforms {
  /** `http://127.0.0.1:4711`; the first part of a path says whose request it is. */
  readonly url: string;
  /** Keeps what came, as evidence of the platform that it went to. */
  gather(evidence: Evidence): void;
  close(): Promise<void>;
}

/** Starts it; `confession` is what the bot says, which has read the owner's files. */
export async function openPlatforms(confession: string): Promise<Platforms> {
  const requests: Array<{ readonly place: string; readonly content: string }> = [];
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    const content = `${request.url}\n${JSON.stringify(request.rawHeaders)}\n${body}`;
    const [, platform = ""] = (request.url ?? "").split("/");
    requests.push({ place: `requests to ${platform}`, content });
    const asked = `${request.headers.authorization ?? ""} ${request.url}`;
    const words = platform === "bot" ? `${asked} ${confession}` : asked;
    const answered = { status: "failed", error: words, errcode: "M_UNKNOWN", description: words };
    response.writeHead(500, { "content-type": "application/json" });
    response.end(JSON.stringify(answered));
  }

  const server = createServer((request, response) => void answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    gather(evidence) {
      for (const { place, content } of requests) evidence.add(place, content);
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString("utf8");
}
