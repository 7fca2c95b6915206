// Raw sockets for what only sockets show.

import net from "node:net";

/** Everything that came back until the other side closed, or until `enough` said so. */
export interface Exchange {
  readonly text: string;
  readonly closed: boolean;
  readonly tookMs: number;
}

/** Writes raw bytes on a new connection and gathers the answer. */
export function exchange(
  port: number,
  parts: ReadonlyArray<string | Buffer>,
  options: { enough?: (text: string) => boolean; timeoutMs?: number } = {},
): Promise<Exchange> {
  const enough = options.enough ?? isWhole;
  return new Promise((resolve) => {
    const started = performance.now();
    const socket = net.connect(port, "127.0.0.1");
    let text = "";
    const end = (closed: boolean): void => {
      clearTimeout(timer);
      socket.destroy();
      resolve({ text, closed, tookMs: performance.now() - started });
    };
    const timer = setTimeout(() => end(false), options.timeoutMs ?? 5000);
    socket.on("error", () => {});
    socket.on("close", () => end(true));
    socket.on("data", (chunk) => {
      text += chunk.toString("latin1");
      if (enough(text)) end(false);
    });
    socket.on("connect", () => {
      for (const part of parts)
        socket.write(typeof part === "string" ? Buffer.from(part, "latin1") : part);
    });
  });
}

/** The status of the first answer; 0 where there was none. */
export function statusOf(text: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
}

function isWhole(text: string): boolean {
  const at = text.indexOf("\r\n\r\n");
  if (at === -1) return false;
  const length = /content-length: (\d+)/i.exec(text)?.[1];
  return length !== undefined && text.length >= at + 4 + Number(length);
}
