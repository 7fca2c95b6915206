// A daemon that says that it has what it has not: the check must find it, or it proves nothing.

import { spawnControl } from "../crash/controls.ts";
import { checkLedger } from "../crash/check-ledger.ts";
import { createSenders } from "../crash/senders.ts";
import type { Row, TortureContext } from "../part.ts";
import { openRelayRig } from "./relay-rig.ts";
import { isConnected } from "./under-faults.ts";

/** Kills daemons that answer, and so acknowledge to the relay, before the commit. */
export async function controlRow(context: TortureContext, kills: number): Promise<Row> {
  const rig = await openRelayRig(context);
  const { relay, home, traces } = rig;
  const senders = createSenders([{ hookId: "filtered", loops: 16 }], { ca: relay.cert });
  await relay.start();
  for (let kill = 1; kill <= kills; kill++) {
    const daemon = await spawnControl(home, "early-answer");
    await isConnected(daemon);
    const stop = senders.run(relay.url);
    await senders.answered(50 + Math.random() * 150, 4000);
    await daemon.kill("SIGKILL");
    await daemon.close();
    await stop();
  }
  const last = await home.spawn();
  await rig.quiet();
  await last.close();
  await last.kill("SIGTERM");
  await relay.kill();
  const { findings } = checkLedger(home.paths.database, senders.journal, traces);
  return {
    fault: "control: acknowledges to the relay before the commit",
    times: kills,
    promised: "fails this check",
    seen: `${findings.lost.length} of ${senders.journal.size.toLocaleString("en")} answers lost`,
    kept: findings.lost.length > 0,
  };
}
