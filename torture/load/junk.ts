// Junk at full speed, from the address from which the honest sender posts too: behind a tunnel all share one.

import { setTimeout as pause } from "node:timers/promises";
import { startFlood } from "./flood.ts";
import { NO_LIMITS, openBench, type LoadFault } from "./load-bench.ts";
import { isServed, probeWords, startProbe } from "./probe.ts";
import { signedHook } from "./signed-post.ts";

const SECONDS = { short: 2, long: 30 };
const CALM_MS = 500;
/** The budget of failures; beyond it all junk is told the same. */
const FAILURES = 5;

/** Floods a hook with junk while signed requests to the same hook go on. */
export const junk: LoadFault = async (context) => {
  const { daemon } = await openBench(context, {
    hooks: [signedHook("probe")],
    config: { webhooks: { ...NO_LIMITS, failures_per_minute: FAILURES } },
  });
  const calm = startProbe(daemon.hooksUrl, "probe");
  await pause(CALM_MS);
  const before = await calm.stop();
  const probe = startProbe(daemon.hooksUrl, "probe");
  const flood = startFlood(`${daemon.hooksUrl}/hooks/probe`);
  await pause(SECONDS[context.scale] * 1000);
  const statuses = await flood.stop();
  const probed = await probe.stop();

  const all = [...statuses].toSorted(([a], [b]) => a - b);
  const count = all.reduce((sum, [, times]) => sum + times, 0);
  const isRefused = all.every(([status]) => status === 0 || (status >= 400 && status < 500));
  const words = all.map(
    ([status, times]) => `${times.toLocaleString("en")} ${status || "cut off"}`,
  );
  return [
    {
      fault: "junk at full speed from the sender's own address",
      times: count,
      promised: "signed requests pass; junk is refused, and is no fault of ours",
      seen: `${probeWords(probed)} (calm: p99 ${before.p99.toFixed(0)} ms); junk: ${words.join(", ")}`,
      kept: isServed(probed) && isRefused && statuses.has(429),
    },
  ];
};
