// 300 connections that never end their headers and 300 that never end their body, beside an honest sender.

import { setTimeout as pause } from "node:timers/promises";
import type { Row, TortureContext } from "../part.ts";
import { NO_LIMITS, openBench, type LoadFault } from "./load-bench.ts";
import { isServed, probeWords, startProbe } from "./probe.ts";
import { openRefusingServer } from "./refusing-server.ts";
import { signedHook } from "./signed-post.ts";
import { openSilent, SLOW_BODY, SLOW_HEADERS, type SilentSockets } from "./silent-sockets.ts";

const SOCKETS = 300;
const PLACES = 256;
const CONTROL_MS = 300;
const SERVED = "every signed request is answered 202 meanwhile";
/** What the listener promises, and how late its look at the clock may be on a busy machine; milliseconds. */
const DEADLINES = { headers: 10_000, body: 30_000 } as const;
const LATE_MS = 3000;

/** More slow connections than max_connections; in the long run also fewer, which live until their deadline. */
export const slowSenders: LoadFault = async (context) => {
  const rows = [await crowd(context), await control(context)];
  if (context.scale === "long")
    for (const kind of ["headers", "body"] as const) rows.push(await untilDeadline(context, kind));
  return rows;
};

async function crowd(context: TortureContext): Promise<Row> {
  const { daemon } = await openBench(context, {
    hooks: [signedHook("probe")],
    config: { webhooks: NO_LIMITS },
  });
  const probe = startProbe(daemon.hooksUrl, "probe");
  const slow = [
    await openSilent(daemon.hooksUrl, SOCKETS, SLOW_HEADERS),
    await openSilent(daemon.hooksUrl, SOCKETS, SLOW_BODY),
  ];
  await pause(context.scale === "long" ? 15_000 : 1500);
  const probed = await probe.stop();
  const open = openOf(slow);
  for (const sockets of slow) sockets.close();
  return {
    fault: `${SOCKETS} slow headers and ${SOCKETS} slow bodies at once`,
    times: 2 * SOCKETS,
    promised: `${SERVED}; no more than max_connections (${PLACES}) stay open`,
    seen: `${probeWords(probed)}; ${open} of them open`,
    kept: isServed(probed) && open <= PLACES,
  };
}

async function control(context: TortureContext): Promise<Row> {
  const server = await openRefusingServer(PLACES);
  context.after(() => server.close());
  const slow = await openSilent(server.url, SOCKETS, SLOW_HEADERS);
  const probe = startProbe(server.url, "probe");
  await pause(CONTROL_MS);
  const probed = await probe.stop();
  slow.close();
  return {
    fault: `control: ${SOCKETS} slow headers, a server that refuses newcomers`,
    times: SOCKETS,
    promised: "fails this check",
    seen: probeWords(probed),
    kept: !isServed(probed) && probed.answers.length > 0,
  };
}

async function untilDeadline(context: TortureContext, kind: keyof typeof DEADLINES): Promise<Row> {
  const { daemon } = await openBench(context, {
    hooks: [signedHook("probe")],
    config: { webhooks: { ...NO_LIMITS, max_connections: 2 * SOCKETS } },
  });
  const words = kind === "headers" ? SLOW_HEADERS : SLOW_BODY;
  const probe = startProbe(daemon.hooksUrl, "probe");
  const slow = await openSilent(daemon.hooksUrl, SOCKETS, words);
  await slow.allClosed(DEADLINES[kind] + 2 * LATE_MS);
  const probed = await probe.stop();
  const [shortest, longest] = [Math.min(...slow.livedMs), Math.max(...slow.livedMs)];
  const { open } = slow;
  slow.close();
  return {
    fault: `${SOCKETS} slow ${kind === "headers" ? "headers" : "bodies"}, room for all`,
    times: SOCKETS,
    promised: `${SERVED}; closed at their deadline of ${DEADLINES[kind] / 1000} s`,
    seen: `${probeWords(probed)}; closed after ${seconds(shortest)} to ${seconds(longest)}, ${open} still open`,
    kept:
      isServed(probed) &&
      open === 0 &&
      shortest >= DEADLINES[kind] - LATE_MS &&
      longest <= DEADLINES[kind] + LATE_MS,
  };
}

function openOf(all: readonly SilentSockets[]): number {
  return all.reduce((sum, { open }) => sum + open, 0);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
