// Agrees to upgrades of an HTTP server to WebSocket, with the same bounds as the end that dials.

import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { WebSocketServer, type WebSocket } from "ws";

/** How upgrades are agreed to. */
export interface ServeOptions {
  /** The one subprotocol; a client that does not name it is not let in by it. */
  readonly protocol: string;
  /** Bytes of one message. */
  readonly largestMessage: number;
}

/** An upgrade that an HTTP server was asked for; who is let in is its caller's to say. */
export interface Upgrade {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}

/** Makes what agrees to upgrades; it listens nowhere itself. */
export function createWebSocketServer({
  protocol,
  largestMessage,
}: ServeOptions): (upgrade: Upgrade, onOpen: (socket: WebSocket) => void) => void {
  const server = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: largestMessage,
    handleProtocols: (offered) => (offered.has(protocol) ? protocol : false),
  });
  return ({ request, socket, head }, onOpen) => {
    server.handleUpgrade(request, socket, head, (opened) => {
      // "close" follows; without a listener the process would end.
      opened.on("error", () => {});
      onOpen(opened);
    });
  };
}
