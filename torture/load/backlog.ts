// Ten thousand deliveries of 10 kB wait: they are on disk, not in memory, and hold up neither the owner nor a start.

import { setTimeout as pause } from "node:timers/promises";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import { SMALL_YOUNG_GENERATION } from "../../src/cli/service/facts.ts";
import type { Row, TortureContext } from "../part.ts";
import { residentMib } from "./daemon-facts.ts";
import { blockedFiles, fillQueue } from "./fill-queue.ts";
import { openLoadHome, type LoadFault } from "./load-bench.ts";

const BODY_BYTES = 10_000;
const SCALES = { short: 600, long: 10_000 };
/** SQLite's pages and V8's young generation (as small as the service's); ten thousand bodies kept in memory would be 100 beside these. */
const MEMORY_MIB = 90;
/** On a machine that has other things to do as well. */
const SLOWEST_MS = 3000;
/** The whole start of the program is in both times. */
const START_RATIO = 2;
const STARTS = 3;

/** Queues them, asks the owner's API meanwhile, and starts anew with them. */
export const backlog: LoadFault = async (context) => {
  const count = SCALES[context.scale];
  const home = await openLoadHome(context, blockedFiles(count + 200));
  const empty = await fastestStart(home);
  return [await queue(context, home, count), await startWith(home, { count, empty })];
};

async function queue(context: TortureContext, home: DaemonHome, count: number): Promise<Row> {
  // The first requests warm it up: code that is compiled is not what is asked about.
  const asTheService = ["env", `NODE_OPTIONS=${SMALL_YOUNG_GENERATION}`];
  const daemon = await home.spawn({ prefix: asTheService });
  await fillQueue(daemon.hooksUrl, 100, BODY_BYTES);
  const before = residentMib(daemon.pid);
  const asking = askOwner(() => daemon.admin("GET", "/status"));
  const asked = askOwner(() => daemon.admin("GET", "/deliveries?limit=50"));
  const started = performance.now();
  const answers = await fillQueue(daemon.hooksUrl, count, BODY_BYTES);
  const seconds = (performance.now() - started) / 1000;
  const slowest = Math.max(await asking(), await asked());
  const grown = residentMib(daemon.pid) - before;
  const accepted = answers.filter(({ status }) => status === 202).length;
  context.say(`${count} deliveries queued in ${seconds.toFixed(1)} s`);
  await daemon.kill("SIGKILL");
  return {
    fault: `${count.toLocaleString("en")} deliveries of 10 kB wait`,
    times: count,
    promised: `at most ${MEMORY_MIB} MiB more memory; the admin API answers within ${SLOWEST_MS} ms`,
    seen: `${accepted} accepted, ${grown.toFixed(0)} MiB more, slowest answer ${slowest.toFixed(0)} ms`,
    kept: accepted === count && grown < MEMORY_MIB && slowest < SLOWEST_MS,
  };
}

async function startWith(
  home: DaemonHome,
  { count, empty }: { readonly count: number; readonly empty: number },
): Promise<Row> {
  const full = await fastestStart(home, (waiting) => waiting >= count);
  const ratio = full / empty;
  return {
    fault: `a start with ${count.toLocaleString("en")} deliveries that wait`,
    times: 1,
    promised: `at most ${START_RATIO} times the start of an empty home; all of them wait again`,
    seen: `${ratio.toFixed(2)} times (${full.toFixed(0)} ms to ${empty.toFixed(0)} ms)`,
    kept: ratio < START_RATIO,
  };
}

/** Whatever else the machine does makes a start slower, and never faster: the best of some is the program's own. */
async function fastestStart(
  home: DaemonHome,
  isKnown?: (waiting: number) => boolean,
): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let times = 0; times < STARTS; times += 1)
    fastest = Math.min(fastest, await timeStart(home, isKnown));
  return fastest;
}

/** Until the daemon says that it listens; waits besides until it knows what waits. */
async function timeStart(
  home: DaemonHome,
  isKnown: (waiting: number) => boolean = () => true,
): Promise<number> {
  const started = performance.now();
  const daemon = await home.spawn();
  const took = performance.now() - started;
  await daemon.until("all that waits", async () => {
    const response = await daemon.admin("GET", "/status");
    const { counts } = (await response.json()) as { counts: { queued: number; held: number } };
    return isKnown(counts.queued + counts.held);
  });
  await daemon.kill("SIGKILL");
  return took;
}

/** Asks again and again until the returned function is called; it settles with the slowest answer's time. */
function askOwner(ask: () => Promise<Response>): () => Promise<number> {
  let slowest = 0;
  const stopping = new AbortController();
  const asking = (async () => {
    while (!stopping.signal.aborted) {
      const started = performance.now();
      await (await ask()).arrayBuffer();
      slowest = Math.max(slowest, performance.now() - started);
      await pause(50);
    }
  })();
  return async () => {
    stopping.abort();
    await asking;
    return slowest;
  };
}
