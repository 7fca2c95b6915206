// Connects outward by WebSocket, with bounds: the one file that dials.

import type { Socket } from "node:net";
import { getCACertificates } from "node:tls";
import { WebSocket } from "ws";

/** How a connection is opened. */
export interface ConnectOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Subprotocols in the order of liking; a server that chooses none of them is not connected to. */
  readonly protocols?: readonly string[];
  /** Certificates in PEM that are believed beside those that Node knows. */
  readonly ca?: string | undefined;
  /** Bytes of one message. */
  readonly largestMessage: number;
  /** The server must have agreed within this time, milliseconds. */
  readonly handshakeMs: number;
}

/** A connection that is being opened, and how many bytes it has received. */
export interface Connection {
  readonly socket: WebSocket;
  readonly bytesRead: () => number;
}

/** Begins to connect. Compression is off: it costs memory for each connection, and what is sent is sealed or small. */
export function connectWebSocket(url: string, options: ConnectOptions): Connection {
  const { headers = {}, protocols = [], ca, largestMessage, handshakeMs } = options;
  const socket = new WebSocket(url, [...protocols], {
    headers,
    perMessageDeflate: false,
    maxPayload: largestMessage,
    handshakeTimeout: handshakeMs,
    followRedirects: false,
    // Said here, NODE_TLS_REJECT_UNAUTHORIZED of the environment cannot switch it off.
    rejectUnauthorized: true,
    ...(ca === undefined ? {} : { ca: [...getCACertificates("default"), ca] }),
  });
  let transport: Socket | null = null;
  // "close" follows; without a listener the process would end.
  socket.on("error", () => {});
  socket.once("upgrade", (answer) => (transport = answer.socket));
  return { socket, bytesRead: () => transport?.bytesRead ?? 0 };
}
