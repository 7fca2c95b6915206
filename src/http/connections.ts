// Sockets come in. So many may be open; for one more, the one that has been of no use for longest is closed.
//
// Refusing the newcomer instead would let a few hundred connections that say nothing shut out every sender
// until their deadlines: whoever comes now is most likely to have something to say.

import type { Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** The open connections of one listener. */
export interface Connections {
  readonly sockets: Iterable<Socket>;
  /** A request's headers have arrived; this will be its answer. */
  noteRequest(response: ServerResponse): void;
}

/**
 * Bounds the connections of a server. One whose request has wholly arrived is being answered, and is not closed
 * before that is done; where all are, the newcomer is.
 */
export function boundConnections(server: Server, maxConnections: number): Connections {
  // With their last answer, in the order in which they came or had their last request.
  const open = new Map<Socket, ServerResponse | null>();

  server.on("connection", (socket) => {
    // The server's own listener goes when a socket is handed over; without one an error would end the process.
    socket.on("error", () => {});
    if (open.size >= maxConnections && !closeLeastUseful()) {
      socket.destroy();
      return;
    }
    open.set(socket, null);
    socket.once("close", () => open.delete(socket));
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
      const { socket } = response.req;
      if (open.delete(socket)) open.set(socket, response);
    },
  };
}

function isAnswering(response: ServerResponse | null): boolean {
  return response !== null && response.req.complete && !response.writableFinished;
}
