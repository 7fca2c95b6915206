// How much comes through a relay, beside what comes in directly, in the same run.

import type { Row, TortureContext } from "../part.ts";
import { postMany } from "./post-many.ts";
import { openRelayRig } from "./relay-rig.ts";
import { isConnected } from "./under-faults.ts";

const AT_ONCE = 16;
const WARM_UP = 300;

/** Posts directly and through the relay, in turn, twice; counts till they are on the disk at home. */
export async function throughputRow(context: TortureContext, times: number): Promise<Row> {
  const rig = await openRelayRig(context);
  const { relay, home } = rig;
  await relay.start();
  const daemon = await home.spawn();
  await isConnected(daemon);
  const measure = async (base: string, posts: number): Promise<number> => {
    const begun = performance.now();
    await postMany({
      url: `${base}/hooks/filtered`,
      ca: relay.cert,
      times: posts,
      atOnce: AT_ONCE,
      bodyOf: (at) => JSON.stringify({ at, filling: "x".repeat(900) }),
    });
    // On the disk at home, not only at the relay; their ends are the same in both.
    while (relay.counts().waiting > 0) await new Promise((resolve) => setTimeout(resolve, 5));
    return posts / ((performance.now() - begun) / 1000);
  };
  await measure(daemon.hooksUrl, WARM_UP);
  await measure(relay.url, WARM_UP);
  const direct: number[] = [];
  const relayed: number[] = [];
  for (let round = 0; round < 2; round++) {
    direct.push(await measure(daemon.hooksUrl, times));
    relayed.push(await measure(relay.url, times));
  }
  await rig.quiet();
  await daemon.close();
  await daemon.kill("SIGTERM");
  await relay.kill();
  const [one, other] = [Math.max(...direct), Math.max(...relayed)];
  const ratio = other / one;
  return {
    fault:
      "none: 1 kB requests, 16 at a time, directly and through a relay with TLS on the same machine",
    times,
    promised: "at least half as many come through",
    seen: `${Math.round(one)} a second directly, ${Math.round(other)} through the relay: ${ratio.toFixed(2)}`,
    kept: ratio >= 0.5,
  };
}
