// The relay's clock is an hour ahead: signatures with a time in them are checked by the clock at home, less the time
// that the request has waited.

import { createHmac, randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import path from "node:path";
import type { Row, TortureContext } from "../part.ts";
import { postMany } from "./post-many.ts";
import { openRelayRig } from "./relay-rig.ts";
import { isConnected } from "./under-faults.ts";

const AHEAD = path.join(import.meta.dirname, "fixtures/clock-ahead.ts");
const SECRET = Buffer.alloc(24, 7).toString("base64");
const TIMES = 20;
const AWAY_MS = 2000;

/** Requests that are signed with their time, live and after a wait. */
export async function clockRow(context: TortureContext): Promise<Row> {
  const timed = {
    id: "timed",
    title: "timed",
    mode: "notify",
    message_template: "x",
    report: [],
    source: "standard-webhooks",
    secret: `whsec_${SECRET}`,
  };
  const rig = await openRelayRig(context, { hooks: [timed] });
  const { relay, home } = rig;
  await relay.start({ preload: AHEAD });
  const first = await home.spawn();
  await isConnected(first);
  const ahead = await clockAhead(first);
  const post = () =>
    postMany({
      url: `${relay.url}/hooks/timed`,
      ca: relay.cert,
      times: TIMES,
      atOnce: 2,
      bodyOf: (at) => JSON.stringify({ at, type: "ping" }),
      headersOf: signed,
    });
  await post();
  await first.close();
  await first.kill("SIGTERM");
  await post();
  await sleep(AWAY_MS);
  const daemon = await home.spawn();
  await rig.quiet();
  const { deliveries } = (await (await daemon.admin("GET", "/deliveries?limit=200")).json()) as {
    deliveries: unknown[];
  };
  await daemon.close();
  await daemon.kill("SIGTERM");
  await relay.kill();
  return {
    fault: `the relay's clock is ${Math.round(ahead / 60_000)} minutes ahead`,
    times: TIMES * 2,
    promised: "requests that sign their time are taken, live and after a wait",
    seen: `${deliveries.length} of ${TIMES * 2} taken`,
    kept: deliveries.length === TIMES * 2 && ahead > 3_000_000,
  };
}

async function clockAhead(daemon: {
  admin(method: "GET", path: string): Promise<Response>;
}): Promise<number> {
  const answer = await daemon.admin("GET", "/tunnels");
  const { tunnels } = (await answer.json()) as { tunnels: Array<{ clock_ahead_ms: number }> };
  return tunnels[0]?.clock_ahead_ms ?? 0;
}

/** Standard Webhooks. */
function signed(body: string): Record<string, string> {
  const id = `msg_${randomUUID()}`;
  const time = String(Math.floor(Date.now() / 1000));
  const mac = createHmac("sha256", Buffer.from(SECRET, "base64")).update(`${id}.${time}.${body}`);
  return {
    "webhook-id": id,
    "webhook-timestamp": time,
    "webhook-signature": `v1,${mac.digest("base64")}`,
  };
}
