// A bot with an address: it verifies what comes as any library for Standard Webhooks does, and answers as it is told.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Webhook } from "standardwebhooks";

/** What came, verified. */
export interface BotRequest {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: { readonly type: string; readonly data: Record<string, unknown> };
}

/** A bot at work. */
export interface BotServer {
  readonly url: string;
  readonly requests: readonly BotRequest[];
  close(): Promise<void>;
}

/** Starts a bot; `answer` is called with what came, numbered from 1. */
export async function startBot(
  secret: string,
  answer: (request: BotRequest, number: number, response: ServerResponse) => void,
): Promise<BotServer> {
  const requests: BotRequest[] = [];
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    incoming.on("end", () => {
      const text = Buffer.concat(pieces).toString("utf8");
      try {
        const headers = incoming.headers as Record<string, string>;
        const body = new Webhook(secret).verify(text, headers) as BotRequest["body"];
        const request = { headers: incoming.headers, body };
        requests.push(request);
        answer(request, requests.length, response);
      } catch (thrown) {
        response.writeHead(401).end(String(thrown));
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/wake`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
