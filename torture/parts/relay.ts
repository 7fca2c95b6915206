// Through a relay: senders post all the time, and the daemon, the relay, or the line between them fails. Every request
// that got a 2xx is in the ledger at home exactly once, and ran once.

import { clockRow } from "../relay/clock.ts";
import { controlRow } from "../relay/control.ts";
import { fullDiskRow } from "../relay/full-disk.ts";
import { largeRow, waitingRow } from "../relay/waiting.ts";
import { throughputRow } from "../relay/throughput.ts";
import { faultRows } from "../relay/under-faults.ts";
import { mayMount } from "../disk/disk-home.ts";
import type { Part, Row } from "../part.ts";

const SCALES = {
  short: { rigs: 1, faults: 3 },
  long: { rigs: 4, faults: 32 },
};
/** What only the long run does: test/e2e/relay.test.ts does the same with less of it. */
const LONG = { waiting: 10_000, large: 20, fills: 6, requests: 3000, kills: 8 };

/** Faults of a relay, of its daemon, and between them. */
export const relay: Part = {
  name: "relay",
  title: "the daemon, its relay, or the line between them fails",
  async run(context) {
    const rows: Row[] = await faultRows(context, SCALES[context.scale]);
    if (context.scale === "short") return rows;
    rows.push(await waitingRow(context, LONG.waiting));
    rows.push(await largeRow(context, LONG.large));
    rows.push(await clockRow(context));
    if (mayMount(context, await context.folder()))
      rows.push(await fullDiskRow(context, LONG.fills));
    rows.push(await throughputRow(context, LONG.requests));
    rows.push(await controlRow(context, LONG.kills));
    return rows;
  },
};
