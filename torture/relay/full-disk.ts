// The relay's disk is full, again and again: senders are told to come again, nothing that got a 2xx is lost, and the
// relay recovers by itself.

import { execFileSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { checkLedger } from "../crash/check-ledger.ts";
import { createSenders } from "../crash/senders.ts";
import { fillDisk } from "../disk/disk-home.ts";
import type { Row, TortureContext } from "../part.ts";
import { openRelayRig } from "./relay-rig.ts";
import { isConnected } from "./under-faults.ts";

const MIB = 24;
const FULL_MS = 1500;

/** So many times full. */
export async function fullDiskRow(context: TortureContext, fills: number): Promise<Row> {
  const relayHome = path.join(await context.folder(), "relay-home");
  mkdirSync(relayHome, { mode: 0o700 });
  const options = `size=${String(MIB)}m,mode=700`;
  execFileSync("mount", ["-t", "tmpfs", "-o", options, "tmpfs", relayHome], { stdio: "pipe" });
  context.after(() => execFileSync("umount", ["-l", relayHome]));
  const rig = await openRelayRig(context, { relayHome });
  const { relay, home, traces } = rig;
  await relay.start();
  const daemon = await home.spawn();
  await isConnected(daemon);
  const senders = createSenders([{ hookId: "filtered", loops: 4, pauseMs: 2 }], { ca: relay.cert });
  const stop = senders.run(relay.url);
  let recovered = 0;
  for (let at = 0; at < fills; at++) {
    await senders.answered(50, 5000);
    const makeRoom = fillDisk(relayHome, at * 4096);
    await sleep(FULL_MS);
    makeRoom();
    const before = senders.journal.size;
    await senders.answered(20, 20_000);
    if (senders.journal.size >= before + 20) recovered += 1;
  }
  await stop();
  await rig.quiet();
  await daemon.close();
  await daemon.kill("SIGTERM");
  await relay.kill();
  const { findings } = checkLedger(home.paths.database, senders.journal, traces);
  const lost = findings.lost.length + findings.twice.length;
  const refused = [...senders.refusals].map(([status, times]) => `${status}: ${times}`).join(", ");
  return {
    fault: "the relay's disk is full under load",
    times: fills,
    promised: "what got a 2xx comes home once; it goes on when there is room",
    seen: `${lost} of ${senders.journal.size.toLocaleString("en")} lost or doubled; went on ${recovered} times; refusals ${refused || "none"}`,
    kept: lost === 0 && recovered === fills && senders.journal.size > 0,
  };
}
