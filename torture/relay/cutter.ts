// Stands between a daemon and its relay, passes bytes on, and cuts: at any byte, so also in the middle of a frame.

import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import type { TortureContext } from "../part.ts";

/** A line that can be cut. */
export interface Cutter {
  readonly port: number;
  /** Ends every connection that is open; how many there were. */
  cut(): number;
}

/** Opens one to a port of this machine; it goes with the part. */
export async function openCutter(context: TortureContext, to: number): Promise<Cutter> {
  const open = new Set<Socket>();
  const keep = (socket: Socket): void => {
    open.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => open.delete(socket));
  };
  const server = createServer((near) => {
    const far = connect(to, "127.0.0.1");
    keep(near);
    keep(far);
    near.on("close", () => far.destroy());
    far.on("close", () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const cut = (): number => {
    const ended = open.size / 2;
    for (const socket of open) socket.destroy();
    return ended;
  };
  context.after(() => {
    cut();
    server.close();
  });
  return {
    port: (server.address() as AddressInfo).port,
    cut,
  };
}
