// A server at work comes in; it has let go of all its connections when this ends.

import type { Server } from "node:http";
import type { Server as TlsServer } from "node:https";
import type { Socket } from "node:net";
import type { DeadlineClock } from "./read-stream.ts";

/** How often idle connections are looked for while closing. */
const CLOSING_LOOK_MS = 20;

/** A server, its open sockets, and whose time counts. */
export interface Closing {
  readonly server: Server | TlsServer;
  readonly sockets: Iterable<Socket>;
  readonly clock: DeadlineClock;
}

/** Takes no more connections, closes idle ones at once and the others as they end, or after `graceMs`. */
export async function closeServer(closing: Closing, graceMs: number): Promise<void> {
  const { server, sockets, clock } = closing;
  const closed = new Promise<void>((resolve) => {
    // An error here means that it is closed already.
    server.close(() => resolve());
  });
  // Node takes a connection that never sent a byte for a busy one.
  for (const socket of sockets) if (socket.bytesRead === 0) socket.destroy();
  let look = clock.setTimer(closeIdle, CLOSING_LOOK_MS);
  const grace = clock.setTimer(() => server.closeAllConnections(), graceMs);
  await closed;
  look.clear();
  grace.clear();

  function closeIdle(): void {
    server.closeIdleConnections();
    look = clock.setTimer(closeIdle, CLOSING_LOOK_MS);
  }
}
