// Connections that begin something and never end it.

import { once } from "node:events";
import net from "node:net";

/** Open connections. */
export interface SilentSockets {
  /** How long each lived that the other side has closed, milliseconds. */
  readonly livedMs: readonly number[];
  readonly open: number;
  /** Settles when all are closed by the other side, or after a time. */
  allClosed(withinMs: number): Promise<void>;
  close(): void;
}

/** Opens so many, one after the other, and writes `first` on each; then `drip` every half second, if any. */
export async function openSilent(
  url: string,
  count: number,
  words: { readonly first: string; readonly drip?: string },
): Promise<SilentSockets> {
  const { hostname, port } = new URL(url);
  const sockets = new Set<net.Socket>();
  const livedMs: number[] = [];
  for (let number = 0; number < count; number++) sockets.add(await openOne());

  async function openOne(): Promise<net.Socket> {
    const socket = net.connect(Number(port), hostname);
    const started = performance.now();
    const timer = setInterval(() => socket.write(words.drip ?? ""), 500);
    socket.on("error", () => {});
    // Whatever is answered is read, so that the end is seen.
    socket.resume();
    socket.once("close", () => {
      clearInterval(timer);
      if (sockets.delete(socket)) livedMs.push(performance.now() - started);
    });
    await Promise.race([once(socket, "connect"), once(socket, "close")]).catch(() => {});
    socket.write(words.first);
    return socket;
  }

  return {
    livedMs,
    get open() {
      return sockets.size;
    },
    async allClosed(withinMs) {
      const until = performance.now() + withinMs;
      while (sockets.size > 0 && performance.now() < until)
        await new Promise((resolve) => setTimeout(resolve, 50));
    },
    close() {
      const all = [...sockets];
      sockets.clear();
      for (const socket of all) socket.destroy();
    },
  };
}

/** A request whose headers never end. */
export const SLOW_HEADERS = {
  first: "POST /hooks/probe HTTP/1.1\r\nHost: a\r\nX-Slow: ",
  drip: "x",
};
/** A request whose body never ends. */
export const SLOW_BODY = {
  first:
    "POST /hooks/probe HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{",
  drip: " ",
};
