// Far more connections than there may be, each of which asked once and stays.

import net from "node:net";
import { once } from "node:events";
import { openFiles, residentMib } from "./daemon-facts.ts";
import { NO_LIMITS, openBench, type LoadFault } from "./load-bench.ts";
import { isServed, probeWords, startProbe } from "./probe.ts";
import { signedHook } from "./signed-post.ts";

const MAX_CONNECTIONS = 256;
/** What the daemon has open beside connections. */
const OTHER_FILES = 64;
/** V8's young generation alone grows by about 100 under any load. */
const MEMORY_MIB = 150;

/** Thousands of idle connections: the oldest go, the newest are served. */
export const idleConnections: LoadFault = async (context) => {
  const count = context.scale === "long" ? 4000 : 400;
  const { daemon } = await openBench(context, {
    hooks: [signedHook("probe")],
    config: { webhooks: NO_LIMITS },
  });
  const before = residentMib(daemon.pid);
  const probe = startProbe(daemon.hooksUrl, "probe");
  let most = 0;
  const sockets: net.Socket[] = [];
  for (let number = 0; number < count; number++) {
    sockets.push(await askOnce(daemon.hooksUrl));
    if (number % 50 === 0) most = Math.max(most, openFiles(daemon.pid));
  }
  const probed = await probe.stop();
  const grown = residentMib(daemon.pid) - before;
  for (const socket of sockets) socket.destroy();
  return [
    {
      fault: "idle keep-alive connections",
      times: count,
      promised: `signed requests are answered 202; at most max_connections (${MAX_CONNECTIONS}) stay open`,
      seen: `${probeWords(probed)}; at most ${most} files open, ${grown.toFixed(0)} MiB more memory`,
      kept: isServed(probed) && most <= MAX_CONNECTIONS + OTHER_FILES && grown < MEMORY_MIB,
    },
  ];
};

async function askOnce(url: string): Promise<net.Socket> {
  const { hostname, port } = new URL(url);
  const socket = net.connect(Number(port), hostname);
  socket.on("error", () => {});
  socket.write("GET /health HTTP/1.1\r\nHost: a\r\n\r\n");
  await Promise.race([once(socket, "data"), once(socket, "close")]).catch(() => {});
  return socket;
}
