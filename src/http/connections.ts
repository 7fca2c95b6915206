// Sockets come in. So many may be open; for one more, the one that has been of no use for longest is closed.
//
// Refusing the newcomer instead would let a few hundred connections that say nothing shut out every sender
// until their deadlines: whoever comes now is most likely to have something to say.

import type { Server, ServerResponse } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";

/** The open connections of one listener. */
export interface Connections {
  readonly sockets: Iterable<Socket>;
  /** A request's headers have arrived; this will be its answer. */
  noteRequest(response: ServerResponse): void;
  /** Another takes this one over: it is counted no more, and not closed for a newcomer. */
  release(socket: Socket): void;
}

/**
 * Bounds the connections of a server. One whose request has wholly arrived is being answered, and is not closed
 * before that is done; where all are, the newcomer is.
 */
export function boundConnections(server: Server | TlsServer, maxConnections: number): Connections {
  // With their last answer, in the order in which they came or had their last request.
  const open = new Map<Socket, ServerResponse | null>();
  // With TLS a connection is two sockets: the one that was accepted, and that of its requests.
  const accepted = new Map<string, Socket>();
  const counted = (socket: Socket): Socket => accepted.get(peerOf(socket)) ?? socket;

  server.on("connection", (socket) => {
    // The server's own listener goes when a socket is handed over; without one an error would end the process.
    socket.on("error", () => {});
    if (open.size >= maxConnections && !closeLeastUseful()) {
      socket.destroy();
      return;
    }
    const peer = peerOf(socket);
    open.set(socket, null);
    accepted.set(peer, socket);
    socket.once("close", () => {
      open.delete(socket);
      if (accepted.get(peer) === socket) accepted.delete(peer);
    });
  });

  function closeLeastUseful(): boolean {
    for (const [socket, response] of open) {
      if (isAnswering(response)) continue;
      // Not only at its `close`, which comes a turn later: the next newcomer would close another for it.
      open.delete(socket);
      socket.destroy();
      return true;
    }
    return false;
  }

  return {
    sockets: { [Symbol.iterator]: () => open.keys() },
    noteRequest(response) {
      const socket = counted(response.req.socket);
      if (open.delete(socket)) open.set(socket, response);
    },
    release: (socket) => void open.delete(counted(socket)),
  };
}

function isAnswering(response: ServerResponse | null): boolean {
  return response !== null && response.req.complete && !response.writableFinished;
}

/** No two open connections of one listener have it in common. */
function peerOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}
