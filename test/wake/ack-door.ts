// The door by which bots say their words, without the rest of the admin API.

import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Ack } from "../../src/core/ports/wake-port.ts";
import type { AckResult } from "../../src/wake/ack-lines.ts";

const LEVELS = { accepted: "accepted", taken: "taken", done: "finished" } as const;

/** A door at work. */
export interface AckDoor {
  readonly address: { readonly host: string; readonly port: number };
  readonly said: readonly Ack[];
  close(): Promise<void>;
}

export async function openAckDoor(
  acknowledge: (token: string, ack: Ack) => AckResult,
): Promise<AckDoor> {
  const said: Ack[] = [];
  const server = createServer((incoming, response) => {
    const pieces: Buffer[] = [];
    incoming.on("data", (piece: Buffer) => pieces.push(piece));
    incoming.on("end", () => {
      const body = JSON.parse(Buffer.concat(pieces).toString()) as {
        status: keyof typeof LEVELS;
        reply?: string;
        reply_follows?: boolean;
      };
      const ack = {
        level: LEVELS[body.status],
        reply: body.reply ?? null,
        replyFollows: body.reply_follows,
      };
      said.push(ack);
      const token = (incoming.url ?? "").split("/").at(-1) ?? "";
      response.writeHead(acknowledge(token, ack).kind === "noted" ? 200 : 409).end("{}");
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    address: { host: "127.0.0.1", port },
    said,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
