// What a connection did wrong comes in (no HTTP, too slow, too large); HTTP's own answer to it goes out.
// Node writes it at once, before answers that are still on their way: their senders would read it as theirs.

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";

/** Answers what no Request can be made of. */
export interface ClientErrors {
  /** To be told of every request, in its order on the connection. */
  begin(incoming: IncomingMessage, outgoing: ServerResponse): void;
}

/** The newest request of a connection; only it can be still on its way in. */
interface Turn {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly before: ServerResponse | undefined;
}

const BAD_REQUEST = "400 Bad Request";
const ANSWERS: Readonly<Record<string, string>> = {
  ERR_HTTP_REQUEST_TIMEOUT: "408 Request Timeout",
  HPE_CHUNK_EXTENSIONS_OVERFLOW: "413 Content Too Large",
  HPE_HEADER_OVERFLOW: "431 Request Header Fields Too Large",
};
/** Something came behind a request that said it was the last one: that one's answer is the last as well. */
const AFTER_THE_LAST = "HPE_CLOSED_CONNECTION";

/** Takes Node's place in answering such connections; each is closed then. */
export function answerClientErrors(server: Server): ClientErrors {
  const turns = new WeakMap<Socket, Turn>();
  // A connection that goes on sending nonsense is told of once.
  const failed = new WeakSet<Socket>();

  server.on("clientError", (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    if (failed.has(socket)) return;
    failed.add(socket);
    const status = statusOf(error.code ?? "");
    if (status === null) return void socket.destroy(error);
    const turn = turns.get(socket);
    // This very request was answered before it was whole: a second answer would be that of another.
    if (turn?.incoming.complete === false && turn.outgoing.headersSent) return socket.destroySoon();
    const pending = pendingAnswer(turn);
    if (pending === null) return refuse(socket, status);
    if (pending.headersSent && !pending.writableEnded) return void socket.destroy(error);
    pending.once("finish", () =>
      error.code === AFTER_THE_LAST ? socket.destroySoon() : refuse(socket, status),
    );
  });

  return {
    begin(incoming, outgoing) {
      const { socket } = incoming;
      turns.set(socket, { incoming, outgoing, before: turns.get(socket)?.outgoing });
    },
  };
}

/** null: a broken connection, which nobody reads. */
function statusOf(code: string): string | null {
  return ANSWERS[code] ?? (code.startsWith("HPE_") ? BAD_REQUEST : null);
}

/** The last answer that is owed to a request that came whole. Answers leave in the requests' order. */
function pendingAnswer(turn: Turn | undefined): ServerResponse | null {
  const last = turn?.incoming.complete === true ? turn.outgoing : turn?.before;
  return last === undefined || last.writableFinished || last.destroyed ? null : last;
}

function refuse(socket: Socket, status: string): void {
  if (!socket.writable) return void socket.destroy();
  socket.write(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
  socket.destroySoon();
}
