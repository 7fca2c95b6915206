// What waited at the relay while the daemon was away: all of it, in its order, once; and bodies as large as any sender's.

import { createHmac, randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { DaemonHome } from "../../test/e2e/open-home.ts";
import type { Row, TortureContext } from "../part.ts";
import { postMany } from "./post-many.ts";
import { openRelayRig, type RelayRig } from "./relay-rig.ts";
import { isConnected } from "./under-faults.ts";

const SECRET = "a-secret-of-github";
const ACCEPTED = 202;
const LARGE_BYTES = 25 * 1024 * 1024;
const LONGEST_MS = 300_000;

/** So many wait while the daemon is away, which is killed once on its way through them. */
export async function waitingRow(context: TortureContext, times: number): Promise<Row> {
  const rig = await openRelayRig(context);
  const { relay, home } = rig;
  await meetOnce(rig);
  const statuses = await postMany({
    url: `${relay.url}/hooks/filtered`,
    ca: relay.cert,
    times,
    // One after the other: their order is known.
    atOnce: 1,
    bodyOf: (at) => JSON.stringify({ at }),
  });
  const promised = statuses.get(ACCEPTED) ?? 0;
  const begun = performance.now();
  const first = await home.spawn();
  await first.kill("SIGKILL");
  await first.close();
  const daemon = await home.spawn();
  await rig.quiet(LONGEST_MS);
  const seconds = (performance.now() - begun) / 1000;
  await daemon.close();
  await daemon.kill("SIGTERM");
  await relay.kill();
  const came = numbersOf(home);
  const inOrder = came.every((number, at) => number === at);
  const seen = `${came.length.toLocaleString("en")} of ${promised.toLocaleString("en")} came, ${inOrder ? "in their order" : "out of order"}, in ${seconds.toFixed(1)} s`;
  return {
    fault: "the daemon is away while senders post, and is killed on its way through what waits",
    times,
    promised: "all of it comes, once, in its order",
    seen,
    kept: inOrder && came.length === times && promised === times,
  };
}

/** Bodies of 25 MiB; the relay is killed while they are pushed. */
export async function largeRow(context: TortureContext, times: number): Promise<Row> {
  const large = {
    id: "large",
    title: "large",
    mode: "notify",
    message_template: "x",
    report: [],
    source: "github",
    secret: SECRET,
  };
  const rig = await openRelayRig(context, { hooks: [large] });
  const { relay, home } = rig;
  await meetOnce(rig);
  const statuses = await postMany({
    url: `${relay.url}/hooks/large`,
    ca: relay.cert,
    times,
    atOnce: 2,
    bodyOf: (at) => JSON.stringify({ at, x: "x".repeat(LARGE_BYTES - 100) }),
    headersOf: signed,
  });
  const promised = statuses.get(ACCEPTED) ?? 0;
  const daemon = await home.spawn();
  await isConnected(daemon);
  await relay.kill();
  await relay.start();
  await rig.quiet(LONGEST_MS);
  const peak = peakMib(daemon.pid);
  await daemon.close();
  await daemon.kill("SIGTERM");
  await relay.kill();
  const came = new Set(numbersOf(home));
  return {
    fault: "bodies of 25 MiB wait, and the relay is killed while they are pushed",
    times,
    promised: "each comes, once, whole",
    seen: `${came.size} of ${promised} came; the daemon held ${peak} MiB at most`,
    kept: came.size === times && promised === times && numbersOf(home).length === times,
  };
}

function signed(body: string): Record<string, string> {
  return {
    "x-github-event": "push",
    "x-github-delivery": randomUUID(),
    "x-hub-signature-256": `sha256=${createHmac("sha256", SECRET).update(body).digest("hex")}`,
  };
}

/** The relay knows a daemon's hooks and its key from their first meeting on. */
async function meetOnce({ relay, home }: RelayRig): Promise<void> {
  await relay.start();
  const daemon = await home.spawn();
  await isConnected(daemon);
  await daemon.close();
  await daemon.kill("SIGTERM");
}

/** The numbers in the bodies, in the order of their arrival. */
function numbersOf({ paths }: DaemonHome): number[] {
  using ledger = new DatabaseSync(paths.database, { readOnly: true });
  const rows = ledger
    .prepare("SELECT c.body FROM deliveries d JOIN contents c USING (sequence) ORDER BY sequence")
    .all() as Array<{ body: Uint8Array }>;
  return rows.map(({ body }) => {
    const { at } = JSON.parse(Buffer.from(body).toString("utf8")) as { at: number };
    return at;
  });
}

function peakMib(pid: number): number {
  const status = readFileSync(`/proc/${String(pid)}/status`, "utf8");
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
}
