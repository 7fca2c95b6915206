// Watchers of the owner's event stream that never read.

import { readFile } from "node:fs/promises";
import net from "node:net";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import { residentMib } from "./daemon-facts.ts";
import { fillQueue, blockedFiles } from "./fill-queue.ts";
import { openBench, type LoadFault } from "./load-bench.ts";
import { isServed, probeWords, startProbe } from "./probe.ts";

/** The bench's own client watches too: 32 may. */
const WATCHERS = 31;
const SCALES = { short: 700, long: 15_000 };
/** Each may have 1 MiB waiting, in up to four copies on its way out, beside V8's own; kept for all they would be 650. */
const MEMORY_MIB = 300;

/** Opens as many watchers as there may be, none of which reads, and lets much happen. */
export const slowWatchers: LoadFault = async (context) => {
  const count = SCALES[context.scale];
  const { home, daemon } = await openBench(context, blockedFiles(2 * count));
  const before = residentMib(daemon.pid);
  const sockets: net.Socket[] = [];
  for (let number = 0; number < WATCHERS; number++) sockets.push(await watchWithoutReading(home));
  const oneMore = (await daemon.admin("GET", "/events")).status;
  const probe = startProbe(daemon.hooksUrl, "probe");
  const answers = await fillQueue(daemon.hooksUrl, count, 100);
  const probed = await probe.stop();
  const grown = residentMib(daemon.pid) - before;
  for (const socket of sockets) socket.destroy();
  const accepted = answers.filter(({ status }) => status === 202).length;
  return [
    {
      fault: `${WATCHERS} watchers of the event stream that never read`,
      times: count,
      promised: `signed requests are answered 202; memory stays bounded (${MEMORY_MIB} MiB); one watcher too many is told`,
      seen: `${probeWords(probed)}; ${grown.toFixed(0)} MiB more; one more watcher: ${oneMore}`,
      kept: isServed(probed) && accepted === count && grown < MEMORY_MIB && oneMore >= 400,
    },
  ];
};

async function watchWithoutReading({ paths }: DaemonHome): Promise<net.Socket> {
  const token = (await readFile(paths.adminTokenFile, "utf8")).trim();
  const record = JSON.parse(await readFile(paths.daemonFile, "utf8")) as {
    admin_address: { host: string; port: number };
  };
  const { host, port } = record.admin_address;
  const socket = net.connect(port, host);
  socket.on("error", () => {});
  socket.write(
    `GET /api/v1/events HTTP/1.1\r\nHost: ${host}:${port}\r\nAuthorization: Bearer ${token}\r\n\r\n`,
  );
  await new Promise<void>((resolve) => {
    socket.once("readable", () => resolve());
    socket.once("close", () => resolve());
  });
  return socket;
}
