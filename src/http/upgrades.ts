// A request for another protocol comes in; its connection goes to who asked for such, or is answered and closed.

import type { IncomingMessage, Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Duplex } from "node:stream";
import type { Connections } from "./connections.ts";

/** A connection that a client wants to use otherwise. */
export interface UpgradeRequest {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the request already. */
  readonly head: Buffer;
}

/** Who takes connections over. */
export interface Upgrades {
  /** false: the request is one like any other. */
  isMeant(request: IncomingMessage): boolean;
  /** Takes a connection over, or answers and closes it: it is not the listener's any more, nor counted. */
  take(upgrade: UpgradeRequest): void;
}

const NOT_MEANT = "HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/** Hands connections over from now on. */
export function handOver(
  server: Server | TlsServer,
  upgrades: Upgrades,
  connections: Pick<Connections, "release">,
): void {
  server.on("upgrade", (request, socket, head) => {
    connections.release(request.socket);
    if (upgrades.isMeant(request)) return upgrades.take({ request, socket, head });
    // Before Node 24.9 every such request comes here, and its body cannot be read any more.
    socket.on("error", () => {});
    endWith(socket, NOT_MEANT);
  });
}

/** Writes the last words of a connection, and does not wait for the other end to close it as well. */
export function endWith(socket: Duplex, words: string): void {
  socket.end(words, () => socket.destroy());
}
