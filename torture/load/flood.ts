// Requests that are refused, as fast as they are answered. Runs in a thread of its own, so that what it costs to send
// them is not taken for what the daemon takes.

import { Agent, request } from "node:http";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

interface Junk {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly loops: number;
}

/** How often each status came; 0: the connection was closed before one did. */
export type Statuses = ReadonlyMap<number, number>;

const JSON_TYPE = { "content-type": "application/json" };
const OVERSIZED = "x".repeat(1_200_000);
const KINDS: readonly Junk[] = [
  { headers: JSON_TYPE, body: "{}", loops: 3 },
  { headers: { ...JSON_TYPE, "x-signature": "0".repeat(64) }, body: "{}", loops: 3 },
  { headers: { "content-type": "text/plain" }, body: "{}", loops: 2 },
  { headers: JSON_TYPE, body: OVERSIZED, loops: 1 },
  { headers: { ...JSON_TYPE, "transfer-encoding": "chunked" }, body: OVERSIZED, loops: 1 },
];

/** Sends all kinds of junk to one address at once; `stop` settles when the last was answered. */
export function startFlood(url: string): { stop(): Promise<Statuses> } {
  const worker = new Worker(import.meta.filename, { workerData: url });
  const ended = new Promise<Statuses>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
  });
  return {
    async stop() {
      worker.postMessage("stop", []);
      const statuses = await ended;
      await worker.terminate();
      return statuses;
    },
  };
}

if (!isMainThread && parentPort !== null) {
  const port = parentPort;
  const stopping = new AbortController();
  port.once("message", () => stopping.abort());
  const statuses = new Map<number, number>();
  await Promise.all(
    KINDS.flatMap((kind) =>
      Array.from({ length: kind.loops }, () =>
        flood(workerData as string, kind, { statuses, signal: stopping.signal }),
      ),
    ),
  );
  port.postMessage(statuses, []);
}

async function flood(
  url: string,
  kind: Junk,
  { statuses, signal }: { readonly statuses: Map<number, number>; readonly signal: AbortSignal },
): Promise<void> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  while (!signal.aborted) {
    const status = await sendOne(agent, url, kind);
    statuses.set(status, (statuses.get(status) ?? 0) + 1);
  }
  agent.destroy();
}

function sendOne(agent: Agent, url: string, { headers, body }: Junk): Promise<number> {
  return new Promise((resolve) => {
    const outgoing = request(url, { agent, method: "POST", headers });
    outgoing.on("response", (response) => {
      response.resume();
      response.once("close", () => resolve(response.statusCode ?? 0));
    });
    outgoing.once("error", () => resolve(0));
    outgoing.end(body);
  });
}
